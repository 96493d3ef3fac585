/** Query parameters of an address, and the libpq variables for them. */
const parameters: Readonly<Record<string, string>> = {
  host: "PGHOST",
  port: "PGPORT",
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  sslcert: "PGSSLCERT",
  sslkey: "PGSSLKEY",
  options: "PGOPTIONS",
};

/** Converts an address to the variables that PostgreSQL's own programs read, so that no password appears in a process list. */
export function postgresSettings(address: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(address);
  const parts = {
    PGHOST: hostname.replace(/^\[(.*)\]$/u, "$1"),
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
  };
  const further = [...searchParams].flatMap(([name, value]) => {
    const variable = parameters[name];
    return variable === undefined ? [] : [[variable, value] as const];
  });
  return Object.fromEntries([...Object.entries(parts), ...further].filter(([, value]) => value !== ""));
}

import type pg from "pg";

/** Earlier versions of Parley, from before transactions held the lock, take the same one for a whole session. */
const migrationLock = 720_316_001;

/**
 * Takes the migration lock until the transaction ends, so that nothing can leave it behind. If another process holds it, reports
 * the holder and waits for as long as it takes.
 */
export async function takeMigrationLock(
  session: Pick<pg.ClientBase, "query">,
  onNotice: (notice: string) => void,
): Promise<void> {
  const { rows } = await session.query<{ taken: boolean }>("select pg_try_advisory_xact_lock($1) as taken", [
    migrationLock,
  ]);
  if (rows[0]?.taken === true) return;
  onNotice(await describeHolder(session));
  await session.query("select pg_advisory_xact_lock($1)", [migrationLock]);
}

type Holder = {
  readonly pid: number;
  readonly application_name: string | null;
  readonly address: string | null;
  readonly since: string | null;
};

async function describeHolder(session: Pick<pg.ClientBase, "query">): Promise<string> {
  const { rows } = await session.query<Holder>(
    `select pid, nullif(application_name, '') as application_name, host(client_addr) as address,
       to_char(coalesce(xact_start, backend_start) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') as since
     from pg_locks left join pg_stat_activity using (pid)
     where locktype = 'advisory' and granted and classid = 0 and objid = $1 and objsubid = 1
       and pg_locks.database = (select oid from pg_database where datname = current_database())`,
    [migrationLock],
  );
  const [holder] = rows;
  if (holder === undefined) return "Waiting for another process that is migrating this database.";
  const { pid, application_name, address, since } = holder;
  const who = [`“${application_name ?? "unknown"}”`, address && `at ${address}`, since && `since ${since}`];
  return (
    `Waiting for another process that is migrating this database: ${who.filter(Boolean).join(" ")}, PostgreSQL process ${pid}. ` +
    `If that process is gone for good, \`select pg_terminate_backend(${pid})\` frees the database.`
  );
}

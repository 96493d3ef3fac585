import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./ports";
import { runCommand } from "./process";

/** A test's own PgBouncer in front of a PostgreSQL. */
export interface Pooler {
  /** The address of the same database through the pooler. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

export interface PoolerOptions {
  readonly mode: "transaction" | "session";
  /** The maximum number of connections it opens to the database. */
  readonly size: number;
  /** Whether it lends out the connection that has been idle longest rather than the one returned last. */
  readonly isRoundRobin?: boolean;
}

/** The id of an account that owns nothing: PgBouncer refuses to run as root. */
const nobody = 65_534;

export async function startPooler(databaseUrl: string, options: PoolerOptions): Promise<Pooler> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const folder = mkdtempSync(join(tmpdir(), "parley-pooler-"));
  chmodSync(folder, 0o755);
  const listens = await freePort();
  const settings = join(folder, "pgbouncer.ini");
  writeFileSync(join(folder, "users.txt"), `"${username}" "${password}"\n`);
  writeFileSync(
    settings,
    `[databases]
* = host=${hostname} port=${port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listens}
unix_socket_dir =
auth_type = trust
auth_file = ${join(folder, "users.txt")}
pool_mode = ${options.mode}
default_pool_size = ${options.size}
server_round_robin = ${options.isRoundRobin === true ? 1 : 0}
`,
  );
  const account =
    process.getuid?.() === 0 ? ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"] : [];
  const [command = "", ...args] = [...account, "pgbouncer", settings];
  // Debian installs it where only root looks.
  const program = runCommand(command, args);
  await program.says(/process up/);
  return {
    url: `postgresql://${username}@127.0.0.1:${listens}${pathname}`,
    close: async () => {
      await program.end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

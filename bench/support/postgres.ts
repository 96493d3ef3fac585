import { randomUUID } from "node:crypto";
import pg from "pg";
import { startTemporaryPostgres } from "../../src/server/db/built-in/temporary-postgres";
import { migrate } from "../../src/server/db/migrations/migrate";
import { cpuSeconds } from "./cpu";
import { pin } from "./processes";

export type BenchPostgres = {
  readonly version: string;
  /** The data folder of this PostgreSQL, for a server that adopts it, and the URL of its migrated, empty database. */
  readonly dataDir: string;
  readonly url: string;
  /** Creates a migrated, empty database; `settings` apply to its connections. It is dropped when the run ends. */
  database(settings?: Readonly<Record<string, string | number>>): Promise<string>;
  /** Creates a database as a copy of another one, to which nobody may be connected. */
  copy(url: string): Promise<string>;
  /** CPU seconds of the PostgreSQL with all its processes, including ended ones. */
  cpuSeconds(): number;
  /** Writes out pending data, so that no measurement pays for the one before it. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

/** The bench's PostgreSQL: the one that `npm start` runs, with its settings, durable, on the server's core. */
export async function startPostgres(): Promise<BenchPostgres> {
  const postgres = await startTemporaryPostgres({ durable: true });
  pin(postgres.pid, "server");
  const template = "parley_template";
  const admin = new pg.Client({ connectionString: postgres.urlOf("postgres") });
  admin.on("error", () => undefined);
  await admin.connect();
  await admin.query(`create database ${template}`);
  await migrate(postgres.urlOf(template));
  await admin.query(`create database parley template ${template}`);
  const { rows } = await admin.query<{ server_version: string }>("show server_version");
  return {
    version: rows[0]?.server_version ?? "",
    dataDir: postgres.folder,
    url: postgres.urlOf("parley"),
    copy: async (url) => {
      const name = freshName();
      await admin.query(`create database ${name} template ${new URL(url).pathname.slice(1)}`);
      return postgres.urlOf(name);
    },
    database: async (settings = {}) => {
      const name = freshName();
      await admin.query(`create database ${name} template ${template}`);
      for (const [setting, value] of Object.entries(settings))
        await admin.query(`alter database ${name} set ${setting} = ${value}`);
      return postgres.urlOf(name);
    },
    cpuSeconds: () => cpuSeconds(postgres.pid),
    settle: async () => {
      await admin.query("checkpoint");
    },
    close: async () => {
      await admin.end().catch(() => undefined);
      await postgres.close();
    },
  };
}

function freshName(): string {
  return `bench_${randomUUID().replaceAll("-", "")}`;
}

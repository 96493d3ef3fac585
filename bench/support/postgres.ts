import { randomUUID } from "node:crypto";
import pg from "pg";
import { migrate } from "../../src/server/db/migrate";
import { startTemporaryPostgres } from "../../src/server/db/temporary-postgres";
import { cpuSeconds } from "./cpu";
import { pin } from "./processes";

export type BenchPostgres = {
  readonly version: string;
  /** A migrated, empty database; `settings` hold for its connections. Dropped when the run ends. */
  database(settings?: Readonly<Record<string, string | number>>): Promise<string>;
  /** CPU seconds of the PostgreSQL with all its processes, also those that have ended. */
  cpuSeconds(): number;
  /** Writes out what has piled up, so that no measurement pays for the one before it. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

/** The PostgreSQL of the bench: the one that `npm start` runs, with its settings, durable, on the server's core. */
export async function startPostgres(): Promise<BenchPostgres> {
  const postgres = await startTemporaryPostgres({ durable: true });
  pin(postgres.pid, "server");
  const template = "parley_template";
  const admin = new pg.Client({ connectionString: postgres.urlOf("postgres") });
  await admin.connect();
  await admin.query(`create database ${template}`);
  await migrate(postgres.urlOf(template));
  const { rows } = await admin.query<{ server_version: string }>("show server_version");
  return {
    version: rows[0]?.server_version ?? "",
    database: async (settings = {}) => {
      const name = `bench_${randomUUID().replaceAll("-", "")}`;
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
      await admin.end();
      await postgres.close();
    },
  };
}

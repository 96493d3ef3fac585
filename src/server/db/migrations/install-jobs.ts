import pg from "pg";
import { onBrokenConnection, type Queryable } from "../client";
import { findInstalledJobs } from "../jobs-schema";
import { takeMigrationLock } from "./migration-lock";
import { connectPatienceMs, liftTimeouts, noticeOurDeath } from "./timeouts";

/** The newest graphile-worker script in this version. A test compares it with the library. */
export const newestJobsScript = 19;

/**
 * Finds or creates the schema for graphile-worker's tables, even for a user who may not create schemas. Returns null if
 * the tables exist and are current.
 */
export async function placeForJobs(session: Queryable, onNotice: (notice: string) => void): Promise<string | null> {
  const found = await findInstalledJobs(session);
  return found !== undefined && (await isCurrent(session, found.name)) ? null : makeSchema(session, onNotice);
}

/**
 * Installs graphile-worker's tables in their schema, or upgrades them to this version. Several processes may do so at once. It
 * may be cut at any moment, also by the signal, and repeated. `url` bypasses poolers. The library opens its own connection, which
 * may be the only one available.
 */
export async function installJobs(url: string, schema: string, signal?: AbortSignal): Promise<void> {
  const { runMigrations } = await import("graphile-worker");
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    application_name: `parley migrate ${process.pid}`,
    connectionTimeoutMillis: connectPatienceMs,
    onConnect: async (client) => {
      await noticeOurDeath(client);
      await liftTimeouts(client, "session");
    },
  });
  onBrokenConnection(pool, () => undefined);
  let connection: pg.PoolClient | undefined;
  pool.on("connect", (client) => {
    connection = client;
    if (signal?.aborted) cut();
  });
  // Ending a connection while a statement runs cuts it, and PostgreSQL rolls back the open transaction.
  function cut(): void {
    if (connection instanceof pg.Client) void connection.end().catch(() => undefined);
  }
  signal?.addEventListener("abort", cut, { once: true });
  try {
    signal?.throwIfAborted();
    // Each script is one transaction. One process runs it, and the others wait for that.
    await runMigrations({ pgPool: pool, schema, logger: await quietLogger() });
  } finally {
    signal?.removeEventListener("abort", cut);
    await pool.end();
  }
}

async function isCurrent(session: Queryable, schema: string): Promise<boolean> {
  const { rows } = await session.query<{ newest: number | null }>(
    `select max(id) as newest from ${pg.escapeIdentifier(schema)}.migrations`,
  );
  return (rows[0]?.newest ?? 0) >= newestJobsScript;
}

/** Creates the schema and the library's own list of its scripts, which the library only creates where it may create schemas. */
async function makeSchema(session: Queryable, onNotice: (notice: string) => void): Promise<string> {
  await session.query("begin");
  try {
    await liftTimeouts(session, "transaction");
    await takeMigrationLock(session, onNotice);
    const schema = (await findInstalledJobs(session))?.name ?? (await choosePlace(session));
    const name = pg.escapeIdentifier(schema);
    await session.query(`create table if not exists ${name}.migrations (
      id int primary key, ts timestamptz not null default now(), breaking boolean not null default false)`);
    await session.query("commit");
    return schema;
  } catch (error) {
    await session.query("rollback").catch(() => undefined);
    throw error;
  }
}

async function choosePlace(session: Queryable): Promise<string> {
  const { rows } = await session.query<{ own: string; beside: string; is_there: boolean; may_use: boolean }>(
    `select own, beside, oid is not null as is_there,
       case when oid is null then has_database_privilege(current_database(), 'create') else has_schema_privilege(oid, 'create') end as may_use
     from (select current_schema() as own, current_schema() || '_jobs' as beside) as named left join pg_namespace on nspname = beside`,
  );
  const [place] = rows;
  if (place === undefined) throw new Error("The database has no schema for tables.");
  if (!place.may_use) return place.own;
  if (!place.is_there) await session.query(`create schema ${pg.escapeIdentifier(place.beside)}`);
  return place.beside;
}

/** Its log is for its developers; failures are thrown. */
async function quietLogger() {
  const { Logger } = await import("graphile-worker");
  return new Logger(() => () => undefined);
}

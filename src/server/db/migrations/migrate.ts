import { randomUUID } from "node:crypto";
import pg from "pg";
import { messageOf } from "../../files/system-errors";
import { demandDirectConnection } from "../direct-connection";
import { installJobs, placeForJobs } from "./install-jobs";
import { takeMigrationLock } from "./migration-lock";
import { type Migration, readMigrations, scriptPath } from "./migrations";
import { connectPatienceMs, liftTimeouts, noticeOurDeath } from "./timeouts";
import { redo, type Unfinished } from "./unfinished-migration";

export interface MigrateOptions {
  /** The names of the migrations to reach, and no others. Default: all migrations. */
  readonly wanted?: readonly string[];
  /** Rolls back the running migration, or script of the jobs, and throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called with a sentence about what the caller has to wait for. */
  readonly onNotice?: (notice: string) => void;
}

/** Thrown, with one clear message, when a database cannot be migrated. */
export class MigrationFault extends Error {
  override readonly name = "MigrationFault";
}

/**
 * Brings a database to the newest migration, or to the wanted ones, and returns the names of those that it applied. Each
 * migration is one transaction with the row that records it: it may be cut at any moment, and the next call continues from there.
 * Without wanted ones, it also installs the tables of the jobs. Many processes may call at once: one migrates, the others wait.
 * Throws a `MigrationFault` when a script fails, and a `PooledConnection` when the connection leads through a pooler.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const { wanted, signal, onNotice = () => undefined } = options;
  const migrations = await readMigrations(wanted);
  const session = new pg.Client({
    connectionString: url,
    application_name: `parley migrate ${process.pid}`,
    connectionTimeoutMillis: connectPatienceMs,
  });
  // A cut connection fails every statement that waits for it. Nothing else needs the error.
  session.on("error", () => undefined);
  // Ending it while a statement runs cuts the connection, and PostgreSQL rolls back the open transaction.
  const abort = () => void session.end().catch(() => undefined);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    signal?.throwIfAborted();
    await connect(session, url);
    await demandDirectConnection(session, url);
    const applied = isCurrent(await readHistory(session), migrations)
      ? []
      : await applyAll(session, migrations, onNotice);
    if (wanted !== undefined) return applied;
    const schema = await placeForJobs(session, onNotice).catch(asMigrationFault);
    await session.end();
    if (schema !== null) await installJobs(url, schema, signal).catch(asMigrationFault);
    signal?.throwIfAborted();
    return applied;
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", abort);
    await session.end().catch(() => undefined);
  }
}

async function connect(session: pg.Client, url: string): Promise<void> {
  const { host, pathname } = new URL(url);
  await session.connect().catch((cause: unknown) => {
    throw new MigrationFault(`The database at ${host}${pathname} cannot be migrated: ${messageOf(cause)}`, { cause });
  });
}

async function applyAll(
  session: pg.Client,
  migrations: readonly Migration[],
  onNotice: (notice: string) => void,
): Promise<string[]> {
  const applied: string[] = [];
  await noticeOurDeath(session);
  for (;;) {
    const name = await applyNext(session, migrations, onNotice);
    if (name === undefined) return applied;
    applied.push(name);
  }
}

/** Applies the oldest missing migration, in one transaction that holds the lock, and returns its name. */
async function applyNext(
  session: pg.Client,
  migrations: readonly Migration[],
  onNotice: (notice: string) => void,
): Promise<string | undefined> {
  await session.query("begin");
  try {
    await liftTimeouts(session, "transaction");
    await takeMigrationLock(session, onNotice);
    await session.query(historyTable);
    const history = await readHistory(session);
    const next = migrations.find(({ name }) => !isDone(history, name));
    if (next === undefined) {
      await session.query("rollback");
      return undefined;
    }
    await apply(session, next, unfinishedOf(history, next.name));
    await session.query("commit");
    return next.name;
  } catch (error) {
    await session.query("rollback").catch(() => undefined);
    throw error;
  }
}

function asMigrationFault(cause: unknown): never {
  const message = `The tables of the jobs could not be installed: ${messageOf(cause)}. Run the same command again: it continues from here.`;
  throw new MigrationFault(message, { cause });
}

async function apply(session: pg.Client, migration: Migration, unfinished: Unfinished | undefined): Promise<void> {
  const { name, script, checksum } = migration;
  const begun = new Date();
  try {
    if (unfinished === undefined) await session.query(script);
    else await redo(session, script, unfinished);
  } catch (error) {
    throw faultOf(migration, error);
  }
  await session.query("delete from _prisma_migrations where migration_name = $1 and finished_at is null", [name]);
  await session.query(
    `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     values ($1, $2, $3, $4, clock_timestamp(), 1)`,
    [randomUUID(), checksum, name, begun],
  );
}

function faultOf({ name, script }: Migration, cause: unknown): MigrationFault {
  const isScriptsOwn = cause instanceof pg.DatabaseError && !interruptions.test(cause.code ?? "");
  const place = isScriptsOwn ? ` (${placeOf(name, script, cause.position)})` : "";
  const advice = isScriptsOwn
    ? "Fix the cause and run the same command again. Until then the previous version still works with this database."
    : "Run the same command again: it continues from here.";
  const message = `The migration ${name} failed and was rolled back: ${messageOf(cause)}${place}. ${advice}`;
  return new MigrationFault(message, { cause });
}

/** Errors that say nothing about the script: a lost connection, a full disk or memory, a termination, a restart. */
const interruptions = /^(08|53|57|58|40)/;

function placeOf(name: string, script: string, position: string | undefined): string {
  const line = position === undefined ? "" : `line ${script.slice(0, Number(position) - 1).split("\n").length} of `;
  return `${line}prisma/migrations/${scriptPath(name)}`;
}

/** Prisma's own table of applied migrations, in Prisma's form, so that its tools and earlier versions of Parley can read it. */
const historyTable = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

type Row = { readonly migration_name: string; readonly finished_at: Date | null; readonly logs: string | null };

async function readHistory(session: Pick<pg.Client, "query">): Promise<Row[]> {
  const { rows } = await session.query<{ found: boolean }>(
    "select to_regclass('_prisma_migrations') is not null as found",
  );
  if (rows[0]?.found !== true) return [];
  const history = await session.query<Row>(
    "select migration_name, finished_at, logs from _prisma_migrations where rolled_back_at is null",
  );
  return history.rows;
}

/** How far a database is migrated, for `demandCurrent` and the doctor. */
export type MigrationState = {
  /** No migration was ever applied. */
  readonly isEmpty: boolean;
  /** The migrations of this version that the database lacks, oldest first. */
  readonly missing: readonly string[];
  /** The migrations that it has and this version does not know. */
  readonly unknown: readonly string[];
};

/** Compares a database's history with the migrations of this version. Changes nothing. */
export async function migrationState(session: Pick<pg.Client, "query">): Promise<MigrationState> {
  const history = await readHistory(session);
  const names = (await readMigrations()).map(({ name }) => name);
  return {
    isEmpty: !history.some(({ finished_at }) => finished_at !== null),
    missing: names.filter((name) => !isDone(history, name)),
    unknown: history.map(({ migration_name }) => migration_name).filter((name) => !names.includes(name)),
  };
}

/** Spares a start without pending migrations the lock, and the wait for its holder. */
function isCurrent(history: readonly Row[], migrations: readonly Migration[]): boolean {
  return migrations.every(({ name }) => isDone(history, name));
}

function isDone(history: readonly Row[], name: string): boolean {
  return history.some((row) => row.migration_name === name && row.finished_at !== null);
}

function unfinishedOf(history: readonly Row[], name: string): Unfinished | undefined {
  return history.find((row) => row.migration_name === name);
}

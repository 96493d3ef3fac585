import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { migrate } from "../../src/server/db/migrations/migrate";
import { createTestDatabase } from "../support/database";
import { type MigrationFolder, makeMigrationFolder } from "../support/migration-folder";
import { describeSchema } from "../support/schema";
import { repetitions, report } from "../support/trials";

const signals = ["SIGINT", "SIGTERM", "SIGKILL"] as const;

let wanted: string[];
let finished: Database;
let folder: MigrationFolder;

beforeAll(async () => {
  finished = await createTestDatabase();
  wanted = await describeSchema(finished.pool);
  folder = makeMigrationFolder();
});
afterAll(async () => {
  folder.close();
  await finished.close();
});

test("a migration that is ended after any of its statements is done, and nothing but it, by the next run", async () => {
  const moments = momentsOf(folder);
  const tried = pick(moments, repetitions({ once: 2, trials: 21 }));
  for (const [index, { name, statement }] of tried.entries()) {
    const database = await createTestDatabase({ migrated: false });
    const names = folder.names();
    await migrate(database.url, { wanted: names.slice(0, names.indexOf(name)) });
    const cut = await folderCutAt(name, statement);
    const gate = await closeGate(database.url);
    const program = cut.migrate({ DATABASE_URL: database.url });
    await reachGate(gate, () => program.child.exitCode);
    await program.end(signals[index % signals.length] ?? "SIGKILL");
    cut.close();
    await gate.end();

    const before = await migratedNames(database);
    expect(before).toEqual(names.slice(0, names.indexOf(name)));
    const next = folder.migrate({ DATABASE_URL: database.url });
    expect(await next.exited, next.output()).toBe(0);
    expect(await describeSchema(database.pool)).toEqual(wanted);
    expect(await migratedNames(database)).toEqual(names);
    await database.close();
  }
  report(`migrations: ended after ${tried.length} of ${moments.length} statements, all done by the next run`);
}, 120_000);

test("what an earlier version left, after any of its statements, is done again and ends in the same tables", async () => {
  const moments = momentsOf(folder).filter(({ name }) => name <= lastOfEngine);
  const tried = pick(moments, repetitions({ once: 8, trials: moments.length }));
  for (const { name, statement } of tried) {
    const database = await createTestDatabase({ migrated: false });
    const names = folder.names();
    await migrate(database.url, { wanted: names.slice(0, names.indexOf(name)) });
    await leaveUnfinished(database, name, statementsOf(folder, name).slice(0, statement));
    expect(await migrate(database.url)).toEqual(names.slice(names.indexOf(name)));
    expect(await describeSchema(database.pool), `${name} after statement ${statement}`).toEqual(wanted);
    await database.close();
  }
  report(`leftovers: ${tried.length} of ${moments.length} healed`);
}, 120_000);

type Moment = { readonly name: string; readonly statement: number };

/** Before the first statement of a migration, after each, and after the last. */
function momentsOf(all: MigrationFolder): Moment[] {
  return all
    .names()
    .flatMap((name) =>
      Array.from({ length: statementsOf(all, name).length + 1 }, (_, statement) => ({ name, statement })),
    );
}

/** The last migration that earlier versions left to Prisma's engine, which cuts scripts at every semicolon. */
const lastOfEngine = "20261127001026_leaner_appends";

/** Later scripts may hold a semicolon that ends no statement. */
function statementsOf({ script }: MigrationFolder, name: string): string[] {
  if (name > lastOfEngine) return [script(name)];
  return script(name)
    .split(";")
    .filter((statement) => statement.trim() !== "");
}

function pick<T>(list: readonly T[], count: number): T[] {
  return [...list]
    .map((one) => ({ one, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .slice(0, count)
    .map(({ one }) => one);
}

/** As Prisma's engine leaves it: the row, and some statements, each for itself. */
async function leaveUnfinished({ pool }: Database, name: string, statements: readonly string[]): Promise<void> {
  await pool.query(
    `create table if not exists _prisma_migrations (id varchar(36) primary key not null, checksum varchar(64) not null,
     finished_at timestamptz, migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
     started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`,
  );
  await pool.query("insert into _prisma_migrations (id, checksum, migration_name) values ($1, '', $1)", [
    name.slice(0, 36),
  ]);
  for (const statement of statements) await pool.query(statement);
}

const gateLock = 78;

/** The same migrations, one of which waits at a gate after so many of its statements. */
async function folderCutAt(name: string, statement: number): Promise<MigrationFolder> {
  const cut = makeMigrationFolder();
  const statements = statementsOf(cut, name);
  statements.splice(statement, 0, `\nSELECT pg_advisory_xact_lock(${gateLock})`);
  cut.remove(name);
  cut.add(name, `${statements.join(";\n")};\n`);
  return cut;
}

async function closeGate(url: string): Promise<pg.Client> {
  const gate = new pg.Client({ connectionString: url });
  await gate.connect();
  await gate.query("select pg_advisory_lock($1)", [gateLock]);
  return gate;
}

async function reachGate(gate: pg.Client, exitCode: () => number | null): Promise<void> {
  const waiting =
    "select from pg_locks where locktype = 'advisory' and objid = $1 and not granted and database = (select oid from pg_database where datname = current_database())";
  while ((await gate.query(waiting, [gateLock])).rows.length === 0) expect(exitCode()).toBeNull();
}

async function migratedNames({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ found: boolean }>(
    "select to_regclass('_prisma_migrations') is not null as found",
  );
  if (rows[0]?.found !== true) return [];
  const done = await pool.query<{ name: string }>(
    "select migration_name as name from _prisma_migrations where finished_at is not null order by 1",
  );
  return done.rows.map(({ name }) => name);
}

import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { migrate } from "../../src/server/db/migrations/migrate";
import { createTestDatabase } from "../support/database";
import { applyByEngine, type MigrationFolder, makeMigrationFolder } from "../support/migration-folder";
import type { Program } from "../support/process";
import { describeSchema } from "../support/schema";

const gateLock = 77;
const waiting = "29990101000000_waiting";
const gated = `CREATE TABLE first_half ();\nSELECT pg_advisory_xact_lock(${gateLock});\nCREATE TABLE second_half ();\n`;

let database: Database;
let gate: pg.Client;
const folders: MigrationFolder[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  gate = new pg.Client({ connectionString: database.url });
  await gate.connect();
});

afterAll(async () => {
  for (const folder of folders) folder.close();
  await gate.end();
  await database.close();
});

function folderWith(scripts: Readonly<Record<string, string>>, options?: { readonly empty: boolean }): MigrationFolder {
  const folder = makeMigrationFolder(options);
  folders.push(folder);
  for (const [name, script] of Object.entries(scripts)) folder.add(name, script);
  return folder;
}

/** Runs a program to the gate in the middle of its migration, does something to it there, and opens the gate. */
async function atTheGate(program: () => Program, act: (program: Program, backend: number) => Promise<unknown>) {
  await gate.query("select pg_advisory_lock($1)", [gateLock]);
  try {
    const started = program();
    await act(started, await backendAtTheGate(started));
  } finally {
    await gate.query("select pg_advisory_unlock($1)", [gateLock]);
  }
}

async function backendAtTheGate(program: Program): Promise<number> {
  for (;;) {
    const { rows } = await gate.query<{ pid: number }>(
      "select pid from pg_locks where locktype = 'advisory' and objid = $1 and not granted",
      [gateLock],
    );
    if (rows[0]) return rows[0].pid;
    expect(program.child.exitCode, program.output()).toBeNull();
  }
}

async function tables(): Promise<string[]> {
  const { rows } = await gate.query<{ name: string }>(
    "select relname as name from pg_class where relname ~ '_half$' order by 1",
  );
  return rows.map(({ name }) => name);
}

async function rowsOf(name: string): Promise<unknown[]> {
  const { rows } = await gate.query(
    "select finished_at is not null as finished from _prisma_migrations where migration_name = $1",
    [name],
  );
  return rows;
}

async function forget(): Promise<void> {
  await gate.query("drop table if exists first_half, second_half");
  await gate.query("delete from _prisma_migrations where migration_name = $1", [waiting]);
}

describe("a migration that is cut in the middle", () => {
  test.each([
    ["SIGINT", 1],
    ["SIGTERM", 1],
    ["SIGKILL", null],
  ] as const)("by %s leaves nothing behind, and the next run does it", async (signal, code) => {
    const folder = folderWith({ [waiting]: gated });
    await atTheGate(
      () => folder.migrate({ DATABASE_URL: database.url }),
      async (program) => {
        expect(await program.end(signal)).toBe(code);
        if (code === 1)
          expect(program.output()).toBe("Interrupted. Run the same command again to continue from here.\n");
        // PostgreSQL notices a dead client while the gate is still closed, and ends what it had asked for.
        await expect.poll(async () => (await tables()).length + (await rowsOf(waiting)).length).toBe(0);
        await expect.poll(migrationLocks, { timeout: 20_000 }).toBe(0);
      },
    );
    const next = folder.migrate({ DATABASE_URL: database.url });
    expect(await next.exited, next.output()).toBe(0);
    expect(next.output()).toContain(`Applied ${waiting}\n`);
    expect(await tables()).toEqual(["first_half", "second_half"]);
    await forget();
  });

  test("by PostgreSQL itself is told in one sentence, and the next run does it", async () => {
    const folder = folderWith({ [waiting]: gated });
    await atTheGate(
      () => folder.migrate({ DATABASE_URL: database.url }),
      async (program, backend) => {
        await gate.query("select pg_terminate_backend($1)", [backend]);
        expect(await program.exited).toBe(1);
        expect(program.output()).toMatch(
          /^The migration 29990101000000_waiting failed and was rolled back: [^\n]+\. Run the same command again: it continues from here\.\n$/,
        );
      },
    );
    const next = folder.migrate({ DATABASE_URL: database.url });
    expect(await next.exited, next.output()).toBe(0);
    expect(await tables()).toEqual(["first_half", "second_half"]);
    await forget();
  });

  async function migrationLocks(): Promise<number> {
    const { rows } = await gate.query(
      "select from pg_locks where locktype = 'advisory' and objid = 720316001 and database = (select oid from pg_database where datname = current_database())",
    );
    return rows.length;
  }
});

describe("what an earlier version left unfinished", () => {
  test("when it was killed in the middle of a migration is done again and ends in the same tables", async () => {
    const folder = folderWith({ [waiting]: gated });
    let next: Program | undefined;
    await atTheGate(
      () => folder.migrateByEngine(database.url),
      async (program, backend) => {
        await program.end("SIGKILL");
        expect(await rowsOf(waiting)).toEqual([{ finished: false }]);
        expect(await tables()).toEqual(["first_half"]);
        await gate.query("select pg_terminate_backend($1)", [backend]);
        next = folder.migrate({ DATABASE_URL: database.url });
        await backendAtTheGate(next);
      },
    );
    expect(await next?.exited, next?.output()).toBe(0);
    expect(await tables()).toEqual(["first_half", "second_half"]);
    expect(await rowsOf(waiting)).toEqual([{ finished: true }]);
    await forget();
  });

  test("because its script failed is tried again, and fails in the same way as long as the cause is there", async () => {
    const folder = folderWith({ [waiting]: "CREATE TABLE first_half ();\nCREATE TABLE second_half ();" });
    await gate.query("create table second_half (somebody_elses text)");
    const engine = folder.migrateByEngine(database.url);
    expect(await engine.exited).toBe(1);
    const failing = folder.migrate({ DATABASE_URL: database.url });
    expect(await failing.exited).toBe(1);
    expect(failing.output()).toContain(`${waiting} failed and was rolled back: relation "second_half" already exists`);
    await gate.query("drop table second_half");
    const mended = folder.migrate({ DATABASE_URL: database.url });
    expect(await mended.exited, mended.output()).toBe(0);
    expect(await tables()).toEqual(["first_half", "second_half"]);
    await forget();
  });
});

describe("a migration that does not work on a database", () => {
  test("is named with its cause and its line, and leaves no table, no row and no history", async () => {
    const empty = await createTestDatabase({ migrated: false });
    const folder = folderWith(
      { "20200101000000_broken": "CREATE TABLE kept ();\n\nALTER TABLE kept ADD COLUMN x NOTYPE;\n" },
      { empty: true },
    );
    const program = folder.migrate({ DATABASE_URL: empty.url });
    expect(await program.exited).toBe(1);
    expect(program.output()).toBe(
      'The migration 20200101000000_broken failed and was rolled back: type "notype" does not exist ' +
        "(line 3 of prisma/migrations/20200101000000_broken/migration.sql). " +
        "Fix the cause and run the same command again. Until then the previous version still works with this database.\n",
    );
    const { rows } = await empty.pool.query("select relname from pg_class where relnamespace = 'public'::regnamespace");
    expect(rows).toEqual([]);
    await empty.close();
  });

  test("keeps those before it", async () => {
    const folder = folderWith({
      "29990101000000_works": "CREATE TABLE first_half ();",
      "29990102000000_fails": "SELECT 1 / 0;",
    });
    const program = folder.migrate({ DATABASE_URL: database.url });
    expect(await program.exited).toBe(1);
    expect(program.output()).toContain("29990102000000_fails failed and was rolled back: division by zero");
    expect(await tables()).toEqual(["first_half"]);
    expect(await rowsOf("29990101000000_works")).toEqual([{ finished: true }]);
    expect(await rowsOf("29990102000000_fails")).toEqual([]);
    await gate.query("drop table first_half");
    await gate.query("delete from _prisma_migrations where migration_name ~ '^2999'");
  });
});

test("every migration can be taken back whole: nothing in it ends the transaction or stays outside", async () => {
  const empty = await createTestDatabase({ migrated: false });
  const folder = folderWith({});
  const session = new pg.Client({ connectionString: empty.url });
  await session.connect();
  for (const name of folder.names()) {
    const before = await describeSchema(empty.pool);
    await session.query("begin");
    await session.query(folder.script(name));
    await session.query("rollback");
    expect(await describeSchema(empty.pool), name).toEqual(before);
    await session.query(folder.script(name));
  }
  await session.end();
  expect(await describeSchema(empty.pool)).toEqual(await describeSchema(database.pool));
  await empty.close();
});

test("a database of a newer version is good for this one", async () => {
  const newer = folderWith({ [waiting]: "CREATE TABLE first_half ();" });
  const program = newer.migrate({ DATABASE_URL: database.url });
  expect(await program.exited, program.output()).toBe(0);
  expect(await migrate(database.url)).toEqual([]);
  await forget();
});

test("earlier versions, and Prisma itself, read the history and go on from it", async () => {
  const shared = await createTestDatabase({ migrated: false });
  const names = folderWith({}).names();
  expect(await migrate(shared.url, { wanted: names.slice(0, -1) })).toEqual(names.slice(0, -1));
  expect(await applyByEngine(shared.url)).toEqual(names.slice(-1));
  expect(await migrate(shared.url)).toEqual([]);
  expect(await describeSchema(shared.pool)).toEqual(await describeSchema(database.pool));
  const { rows } = await shared.pool.query(
    "select count(distinct checksum)::int as scripts, count(*)::int as rows, bool_and(checksum ~ '^[0-9a-f]{64}$') as alike from _prisma_migrations",
  );
  expect(rows).toEqual([{ scripts: names.length, rows: names.length, alike: true }]);
  await shared.close();
});

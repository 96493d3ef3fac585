import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { findJobsSchema } from "../../src/server/db/jobs-schema";
import { placeForJobs } from "../../src/server/db/migrations/install-jobs";
import { migrate } from "../../src/server/db/migrations/migrate";
import { migrationNames } from "../../src/server/db/migrations/migrations";
import { createTestDatabase } from "../support/database";
import { unset } from "../support/parley";
import { startPooler } from "../support/pgbouncer";
import { runProgram } from "../support/process";
import { startRelay } from "../support/relay";

const lock = 720_316_001;
let database: Database;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

async function advisoryLocks(): Promise<number> {
  const { rows } = await database.pool.query(
    "select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
  );
  return rows.length;
}

/** Some clients that have used the pooler before, so that it has several connections to lend. */
async function warmUp(url: string, count: number): Promise<void> {
  const clients = Array.from({ length: count }, () => new pg.Client({ connectionString: url }));
  for (const client of clients) await client.connect();
  await Promise.all(clients.map((client) => client.query("select pg_sleep(0.05)")));
  for (const client of clients) await client.end();
}

describe("a pooler that lends connections out by the transaction", () => {
  test.each([
    { size: 1, isRoundRobin: false },
    { size: 2, isRoundRobin: false },
    { size: 2, isRoundRobin: true },
    { size: 3, isRoundRobin: true },
    { size: 5, isRoundRobin: true },
  ])("is refused, with $size connections and round robin $isRoundRobin, and holds no lock", async (options) => {
    const pooler = await startPooler(database.url, { mode: "transaction", ...options });
    await warmUp(pooler.url, options.size);
    await expect(migrate(pooler.url)).rejects.toThrow("DATABASE_DIRECT_URL");
    expect(await advisoryLocks()).toBe(0);
    await pooler.close();
  });

  test("is named by npm run migrate, which leaves nothing that the next one waits for", async () => {
    const empty = await createTestDatabase({ migrated: false });
    const pooler = await startPooler(empty.url, { mode: "transaction", size: 3 });
    const refused = runProgram(["dist/migrate.mjs"], { ...unset, DATABASE_URL: pooler.url });
    expect(await refused.exited).toBe(1);
    expect(refused.output()).toBe(
      `${new URL(pooler.url).host}${new URL(pooler.url).pathname} is a connection pooler in transaction mode, and a database ` +
        "cannot be migrated through one: set DATABASE_DIRECT_URL to the address that reaches the same database without the pooler.\n",
    );
    const direct = { ...unset, DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: empty.url };
    const migrated = runProgram(["dist/migrate.mjs"], direct);
    expect(await migrated.exited, migrated.output()).toBe(0);
    expect(migrated.output()).toMatch(/^Applied .+\n(.+\n)*The database is up to date\.\n$/);
    await pooler.close();
    await empty.close();
  });
});

test.each([5, 1])("a pooler that lends %d of them out by the session is as good as none", async (size) => {
  const empty = await createTestDatabase({ migrated: false });
  const pooler = await startPooler(empty.url, { mode: "session", size });
  expect(await migrate(pooler.url)).not.toEqual([]);
  await pooler.close();
  await empty.close();
});

test("a proxy that only passes on is a direct connection", async () => {
  const relay = await startRelay(database.url);
  expect(await migrate(relay.url)).toEqual([]);
  await relay.close();
});

test("a migration that waits says whom it waits for, and no time-out of the role or the database ends the wait", async () => {
  const contested = await createTestDatabase({ migrated: false });
  const name = new URL(contested.url).pathname.slice(1);
  for (const limit of [
    "lock_timeout",
    "statement_timeout",
    "idle_in_transaction_session_timeout",
    "transaction_timeout",
  ])
    await contested.pool.query(`alter database ${name} set ${limit} = '100ms'`);
  const holder = new pg.Client({ connectionString: contested.url, application_name: "somebody who migrates" });
  await holder.connect();
  await holder.query("select pg_advisory_lock($1)", [lock]);
  const { rows } = await holder.query<{ pid: number }>("select pg_backend_pid() as pid");

  const notices: string[] = [];
  const waiting = migrate(contested.url, { onNotice: (notice) => notices.push(notice) });
  const isWaitingFor = async (ms: number) => {
    const { rowCount } = await holder.query(
      "select from pg_stat_activity where wait_event = 'advisory' and datname = current_database() and query_start < now() - $1 * interval '1 ms'",
      [ms],
    );
    return rowCount === 1;
  };
  await expect.poll(() => isWaitingFor(500), { timeout: 20_000 }).toBe(true);
  expect(notices).toEqual([
    expect.stringMatching(
      new RegExp(
        `^Waiting for another process that is migrating this database: “somebody who migrates” at 127\\.0\\.0\\.1 since 2\\d{3}-\\d\\d-\\d\\d [\\d:]{8} UTC, PostgreSQL process ${rows[0]?.pid}\\.`,
      ),
    ),
  ]);
  await holder.end();
  expect(await waiting).not.toEqual([]);
  await contested.close();
});

test("the tables of the jobs wait for a lock past every time-out of the database, and a signal ends the wait", async () => {
  const contested = await createTestDatabase({ migrated: false });
  const name = new URL(contested.url).pathname.slice(1);
  await migrate(contested.url, { wanted: await migrationNames() });
  const holder = new pg.Client({ connectionString: contested.url });
  await holder.connect();
  const place = await placeForJobs(holder, () => undefined);
  expect(place).toBe("public_jobs");
  await holder.query("begin; lock table public_jobs.migrations in share row exclusive mode");
  for (const limit of ["lock_timeout", "statement_timeout"])
    await contested.pool.query(`alter database ${name} set ${limit} = '300ms'`);
  const isWaitingFor = async (ms: number) => {
    const { rowCount } = await database.pool.query(
      "select from pg_stat_activity where wait_event_type = 'Lock' and datname = $1 and query_start < now() - $2 * interval '1 ms'",
      [name, ms],
    );
    return (rowCount ?? 0) > 0;
  };

  const stopping = new AbortController();
  const stopped = migrate(contested.url, { signal: stopping.signal });
  stopped.catch(() => undefined);
  await expect.poll(() => isWaitingFor(0), { timeout: 20_000 }).toBe(true);
  stopping.abort(new Error("The operator stops it."));
  await expect(stopped).rejects.toThrow("The operator stops it.");
  await holder.query("commit; begin; lock table public_jobs.migrations in share row exclusive mode");
  const waiting = migrate(contested.url);
  waiting.catch(() => undefined);
  await expect.poll(() => isWaitingFor(600), { timeout: 20_000 }).toBe(true);
  await holder.end();
  expect(await waiting).toEqual([]);
  expect(await findJobsSchema(contested.pool)).toBe("public_jobs");
  await contested.close();
});

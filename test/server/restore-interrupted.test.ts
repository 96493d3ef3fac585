import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/server/db/client";
import { verifyLogs } from "../../src/server/log/verify";
import { emptyFolder, takeBackup } from "../support/backup";
import { createTestDatabase } from "../support/database";
import { unset } from "../support/parley";
import { type Program, runProgram } from "../support/process";
import { type Served, serve } from "../support/served";

let served: Served;
let target: Database;
let file: string;
let dataDir: string;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  await served.person("bob");
  target = await createTestDatabase();
  file = await takeBackup(served.database);
  dataDir = await emptyFolder();
});

afterAll(async () => {
  await served.close();
  await target.close();
});

function runRestore(): Program {
  return runProgram(["dist/restore.mjs", file], { ...unset, DATABASE_URL: target.url, PARLEY_DATA_DIR: dataDir });
}

/** Runs until a restore has loaded users and events and stands at the heads, which a trigger holds; then does something to it. */
async function whileHalfWay(act: (program: Program) => Promise<unknown>): Promise<void> {
  const gate = await target.pool.connect();
  try {
    await gate.query("select pg_advisory_lock(42)");
    const program = runRestore();
    const isHeld = async () => {
      const { rows } = await gate.query(
        "select from pg_stat_activity where wait_event = 'advisory' and query like 'copy _workspace_heads%' and datname = current_database()",
      );
      return rows.length > 0;
    };
    while (!(await isHeld())) expect(program.child.exitCode, program.output()).toBeNull();
    await act(program);
  } finally {
    await gate.query("select pg_advisory_unlock(42)");
    gate.release();
  }
}

async function rowCount(): Promise<number> {
  const { rows } = await target.pool.query(
    "select (select count(*) from users) + (select count(*) from events) + (select count(*) from workspace_heads) as count",
  );
  return Number(rows[0]?.count);
}

test("a restore that is killed half-way, or told to stop, leaves the database empty, and the next one begins anew", async () => {
  await target.pool.query(
    `create function hold() returns trigger language plpgsql as $$ begin perform pg_advisory_lock(42); perform pg_advisory_unlock(42); return new; end $$;
     create trigger hold before insert on workspace_heads for each row execute function hold()`,
  );
  await whileHalfWay((program) => program.end("SIGKILL"));
  expect(await rowCount()).toBe(0);

  let stopped: Promise<number | null> | undefined;
  await whileHalfWay(async (program) => {
    stopped = program.end("SIGTERM");
  });
  expect(await stopped).toBe(1);
  expect(await rowCount()).toBe(0);

  await target.pool.query("drop trigger hold on workspace_heads");
  const program = runRestore();
  expect(await program.exited, program.output()).toBe(0);
  expect(program.output()).toContain(`Restored from ${file}`);
  expect((await verifyLogs(target.pool)).differences).toEqual([]);
}, 120_000);

test("the tools say how they are used, and check an archive without a database", async () => {
  const backup = runProgram(["dist/backup.mjs"], unset);
  expect(await backup.exited).toBe(1);
  expect(backup.output()).toBe("give the path of one archive\nUsage: npm run backup -- FILE.zip [--overwrite]\n");
  const nowhere = runProgram(["dist/backup.mjs", "x.zip"], { ...unset, PARLEY_DATA_DIR: `${dataDir}/none` });
  expect(await nowhere.exited).toBe(1);
  expect(nowhere.output()).toBe(`There is no Parley in ${dataDir}/none, and DATABASE_URL is not set.\n`);
  const restore = runProgram(["dist/restore.mjs", file, "--epoch", "0"], unset);
  expect(await restore.exited).toBe(1);
  expect(restore.output()).toMatch(/^an epoch is a number from 1 to 999\nUsage: /);
  const check = runProgram(["dist/restore.mjs", file, "--check"], {
    ...unset,
    DATABASE_URL: "postgresql://127.0.0.1:9/none",
  });
  expect(await check.exited).toBe(0);
  expect(check.output()).toContain(`${file} is complete and undamaged`);
}, 60_000);

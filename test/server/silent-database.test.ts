import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/server/db/client";
import { createExecute, type Execute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { verifyLogs } from "../../src/server/log/verify";
import { createWorld, message, testContext, type World } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Relay, startRelay } from "../support/relay";

let direct: Database;
let relay: Relay;
let database: Database;
let writer: { execute: Execute; close: () => Promise<void> };
let world: World;

beforeAll(async () => {
  direct = await createTestDatabase();
  relay = await startRelay(direct.url);
  database = openDatabase(relay.url, { silenceMsMax: 2_000 });
  writer = createExecute(testContext(database), {
    log: createLog(database.pool),
    states: createHotStates(database.pool),
  });
  world = await createWorld(database, writer.execute);
});

afterAll(async () => {
  await writer.close();
  await database.close();
  await relay.close();
  await direct.close();
});

async function timesStored(body: string): Promise<number> {
  const { rows } = await direct.pool.query("select 1 from messages where body = $1", [body]);
  return rows.length;
}

test("a question on a connection that has died without a word fails, and the next one is answered", async () => {
  await database.pool.query("select 1");
  relay.stall("present");
  await expect(database.pool.query("select 1")).rejects.toMatchObject({ code: "ETIMEDOUT" });
  expect((await database.pool.query("select 1")).rowCount).toBe(1);
});

test("connections of which nothing is asked for longer than that are left alone", async () => {
  const broken: Error[] = [];
  const resting = openDatabase(relay.url, {
    ...{ silenceMsMax: 200, connectionsMin: 2, idleMs: 60_000 },
    onIdleError: (error) => broken.push(error),
  });
  const backendOf = async () => (await resting.pool.query("select pg_backend_pid() as pid")).rows[0]?.pid;
  const before = await backendOf();
  await direct.pool.query("select pg_sleep(0.8)");
  expect(await backendOf()).toBe(before);
  expect(broken).toEqual([]);
  await expect(resting.pool.query("select pg_sleep(0.8)")).rejects.toMatchObject({ code: "ETIMEDOUT" });
  await resting.close();
});

// I7
test("an append whose connection dies without a word is made on another, and stays one when its first statement comes late", async () => {
  await world.as(world.ownerId, message(world.generalId, "before"));
  relay.stall("present");
  const { events } = await world.as(world.ownerId, message(world.generalId, "once"));
  expect(events).toHaveLength(1);
  expect(await timesStored("once")).toBe(1);
  await relay.deliverLate();
  expect(await timesStored("once")).toBe(1);
  await world.as(world.ownerId, message(world.generalId, "after"));
  expect((await verifyLogs(direct.pool)).differences).toEqual([]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { DomainError } from "../../src/domain/core/errors";
import { createExecute, type Execute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog, type Log } from "../../src/server/log/log";
import { createIdempotency, type Idempotency } from "../../src/server/requests/idempotency";
import { createWorld, testContext, type World } from "../support/app";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
let now = new Date("2026-01-01T00:00:00.000Z");
let log: Log;
let writer: { execute: Execute; close: () => Promise<void> };
let idempotency: Idempotency;
let world: World;

beforeAll(async () => {
  const context = testContext(database, { clock: () => now });
  log = createLog(database.pool);
  writer = createExecute(context, { log, states: createHotStates(database.pool) });
  idempotency = createIdempotency(context, { execute: writer.execute });
  world = await createWorld(database, writer.execute);
});

afterAll(async () => {
  await writer.close();
  await database.close();
});

test("a request that crashed after its append is answered by what it appended, not run again", async () => {
  const first = await runUntilCrash("k1");
  await expect(begin("k1")).rejects.toMatchObject({ code: "idempotency_in_flight" });
  passMinutes(6);
  const again = await begin("k1");
  if (!("claimed" in again)) throw new Error("the key was not taken over");
  const repeated = await makeChannel(again.claimed.execute, "k1");
  expect(repeated).toMatchObject({ replayed: true, events: first.events });
  await again.claimed.finish({ status: 201, body: { made: true } });
  expect(await begin("k1")).toMatchObject({ answered: { stored: { status: 201 } } });
});

test("a request that crashed before its append may run", async () => {
  const begun = await begin("k2");
  expect("claimed" in begun).toBe(true);
  passMinutes(6);
  const again = await begin("k2");
  if (!("claimed" in again)) throw new Error("the key was not taken over");
  expect(await makeChannel(again.claimed.execute, "k2")).toMatchObject({ replayed: false });
});

test("a key whose request ended in an outage goes on with an equal request at once, with the ids it had", async () => {
  const begun = await begin("k4");
  if (!("claimed" in begun)) throw new Error("the key was not free");
  await begun.claimed.release(new DomainError("not_ready", "out of reach"));
  await expect(idempotency.begin({ user_id: world.ownerId, key: "k4", request: "another one" })).rejects.toMatchObject({
    code: "idempotency_mismatch",
  });
  const again = await begin("k4");
  if (!("claimed" in again)) throw new Error("the key was not given back");
  expect(again.claimed.idFor("workspace")).toBe(begun.claimed.idFor("workspace"));
  expect(again.claimed.idFor("workspace")).toMatch(/^wsp_[0-9a-z]{26}$/u);
  await again.claimed.release(new DomainError("forbidden", "no"));
  expect(await idempotency.begin({ user_id: world.ownerId, key: "k4", request: "another one" })).toHaveProperty(
    "claimed",
  );
});

test("a key is forgotten after a day", async () => {
  await runUntilCrash("k3");
  passMinutes(24 * 60 + 1);
  const again = await begin("k3");
  if (!("claimed" in again)) throw new Error("the key was not free");
  expect(await makeChannel(again.claimed.execute, "k3-later")).toMatchObject({ replayed: false });
});

test("a request that was taken for dead and goes on after all does nothing twice, whoever of the two is first", async () => {
  for (const [key, isTogether] of [
    ["k5", true],
    ["k6", false],
  ] as const) {
    const slow = await begin(key);
    passMinutes(6);
    const again = await begin(key);
    if (!("claimed" in slow) || !("claimed" in again)) throw new Error("the key was not taken over");
    const made = isTogether
      ? await Promise.all([makeChannel(again.claimed.execute, key), makeChannel(slow.claimed.execute, key)])
      : [await makeChannel(again.claimed.execute, key), await makeChannel(slow.claimed.execute, key)];
    expect(made.map(({ replayed }) => replayed)).toEqual([false, true]);
    expect(made[1]?.events).toEqual(made[0]?.events);
  }
});

/** Claims, appends, and never says how it ended. */
async function runUntilCrash(key: string) {
  const begun = await begin(key);
  if (!("claimed" in begun)) throw new Error("the key was not free");
  return makeChannel(begun.claimed.execute, key);
}

function begin(key: string) {
  return idempotency.begin({ user_id: world.ownerId, key, request: ["channels.create", key] });
}

function makeChannel(execute: Execute, name: string) {
  return execute(
    world.workspaceId,
    { type: "channel.create", input: { name, kind: "public" } },
    { actor: { user_id: world.ownerId } },
  );
}

function passMinutes(minutes: number): void {
  now = new Date(now.getTime() + minutes * 60_000);
}

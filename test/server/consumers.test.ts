import { afterAll, expect, test } from "vitest";
import type { Event } from "../../src/domain";
import type { Consumer } from "../../src/server/consumers/consumer";
import { type ConsumersTiming, startConsumers } from "../../src/server/consumers/consumers";
import { scannedMax, step } from "../../src/server/consumers/step";
import type { Database } from "../../src/server/db/client";
import { createExecute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { listConsumers, retryParkedEvents, rewindConsumer } from "../../src/server/operator/consumers";
import { checkWork } from "../../src/server/operator/work-check";
import { createWorld, joinAs, message, testContext } from "../support/app";
import { bearer, openSignIn } from "../support/auth";
import { createTestDatabase } from "../support/database";

const databases: Database[] = [];
const quick: Partial<ConsumersTiming> = { pollMs: 50, gatherMs: 5, attemptsMax: 3, delayMs: () => 5 };

afterAll(() => Promise.all(databases.map((database) => database.close())));

/** A writer, and a table into which consumers of this test write what they handle. */
async function openWriter() {
  const database = await createTestDatabase();
  databases.push(database);
  await database.pool.query(
    "create table handled (workspace_id text, cursor int8, type text, body text, place bigserial)",
  );
  const context = testContext(database);
  const log = createLog(database.pool);
  const { execute } = createExecute(context, { log, states: createHotStates(database.pool) });
  const world = await createWorld(database, execute);
  const say = (body: string) => world.as(world.ownerId, message(world.generalId, body));
  return { database, context, log, execute, world, say };
}

type Writer = Awaited<ReturnType<typeof openWriter>>;

/** Writes a row for each event, and fails on those that `fails` names. */
function recorder(
  options: Partial<Consumer> = {},
  fails: (event: Event) => boolean = () => false,
  fault = "this event is poisoned",
): Consumer {
  return {
    from: "beginning",
    types: ["message.created"],
    handle: async ({ workspaceId, events }, transaction) => {
      for (const event of events) {
        if (event.type !== "message.created") continue;
        await transaction.query("insert into handled values ($1, $2, $3, $4)", [
          workspaceId,
          event.cursor,
          event.type,
          event.payload.message.body,
        ]);
        if (fails(event)) throw new Error(fault);
      }
      return undefined;
    },
    ...options,
  };
}

function run({ database, log }: Writer, consumer: Consumer, { deaf = false } = {}) {
  const ears = deaf ? { ...log, onAppended: () => () => undefined } : log;
  return startConsumers(testContext(database), { log: ears, consumers: { bot_tokens: consumer }, timing: quick });
}

function until(isSo: () => Promise<boolean>): Promise<unknown> {
  return expect.poll(isSo, { timeout: 20_000, interval: 10 }).toBe(true);
}

/** What was handled, in the order in which it was. */
async function handled({ database }: Writer): Promise<string[]> {
  const { rows } = await database.pool.query<{ body: string }>("select body from handled order by place");
  return rows.map(({ body }) => body);
}

async function cursorsAndHeads({ database }: Pick<Writer, "database">) {
  const { rows } = await database.pool.query<{ cursor: string; head: string }>(
    "select c.cursor, h.head from workspace_heads h left join consumer_cursors c using (workspace_id)",
  );
  return rows;
}

const caughtUp = (writer: Pick<Writer, "database">) => async () =>
  (await cursorsAndHeads(writer)).every(({ cursor, head }) => cursor === head);

test("a consumer is told every event of its types once and in order, by two processes side by side as well", async () => {
  const writer = await openWriter();
  await writer.say("before");
  const both = [run(writer, recorder()), run(writer, recorder(), { deaf: true })];
  const bodies = Array.from({ length: 300 }, (_, index) => `message ${index}`);
  for (const body of bodies) await writer.say(body);
  await until(caughtUp(writer));
  expect(await handled(writer)).toEqual(["before", ...bodies]);
  await Promise.all(both.map((one) => one.close()));
});

test("a consumer that begins at the head is told nothing of before, and everything of workspaces that come later", async () => {
  const writer = await openWriter();
  await writer.say("years ago");
  const first = run(writer, recorder({ from: "head" }));
  await until(caughtUp(writer));
  await first.close();
  await writer.say("while nobody ran it");
  const later = await createWorld(writer.database, writer.execute);
  await later.as(later.ownerId, message(later.generalId, "in a new workspace"));
  const second = run(writer, recorder({ from: "head" }));
  await until(caughtUp(writer));
  expect((await handled(writer)).sort()).toEqual(["in a new workspace", "while nobody ran it"]);
  await second.close();
});

test("imported events are for those alone that ask for them", async () => {
  const writer = await openWriter();
  await writer.say("brought along");
  await writer.database.pool.query("update events set imported = true where type = 'message.created'");
  await writer.say("said here");
  const plain = run(writer, recorder());
  await until(caughtUp(writer));
  await plain.close();
  expect(await handled(writer)).toEqual(["said here"]);
  await writer.database.pool.query("truncate handled; update consumer_cursors set cursor = 0");
  const greedy = run(writer, recorder({ imported: true }));
  await until(caughtUp(writer));
  await greedy.close();
  expect(await handled(writer)).toEqual(["brought along", "said here"]);
});

test("an event that cannot be handled is parked with its error, the others are handled once, and it can be tried again", async () => {
  const writer = await openWriter();
  for (const body of ["one", "poison", "three", "poison", "five"]) await writer.say(body);
  let isPoisonous = true;
  const consumer = recorder({}, (event) => {
    return isPoisonous && event.type === "message.created" && event.payload.message.body === "poison";
  });
  const running = run(writer, consumer);
  await until(caughtUp(writer));
  expect(await handled(writer)).toEqual(["one", "three", "five"]);
  const parked = await writer.database.prisma.parkedEvent.findMany();
  expect(parked.map(({ error, attempts }) => ({ error, attempts }))).toEqual(
    Array.from({ length: 2 }, () => ({ error: "this event is poisoned", attempts: 3 })),
  );

  const retry = () => writer.database.prisma.parkedEvent.updateMany({ data: { retry_requested_at: new Date() } });
  await retry();
  await until(async () =>
    (await writer.database.prisma.parkedEvent.findMany()).every(({ attempts }) => attempts === 4),
  );
  isPoisonous = false;
  await retry();
  await until(async () => (await writer.database.prisma.parkedEvent.count()) === 0);
  expect(await handled(writer)).toEqual(["one", "three", "five", "poison", "poison"]);
  await running.close();
});

test("what an error quotes is not kept with the event", async () => {
  for (const fault of [
    `Unexpected token 'w', "we "meet" at 'six'" is not valid JSON`,
    "it can't be that 'a secret' is here",
    "no `secret`",
  ]) {
    const writer = await openWriter();
    await writer.say("poison");
    const running = run(
      writer,
      recorder({}, () => true, fault),
    );
    await until(async () => (await writer.database.prisma.parkedEvent.count()) === 1);
    const { error } = await writer.database.prisma.parkedEvent.findFirstOrThrow();
    expect(error).toContain('"…"');
    expect(error).not.toMatch(/meet|six|secret/u);
    await running.close();
  }
});

/** What a newer build would write. */
async function makeTooNew({ database }: Writer, body: string): Promise<void> {
  await database.pool.query("update events set v = 99 where payload -> 'message' ->> 'body' = $1", [body]);
}

test("an event of a newer version stops a consumer before it, an operator sees that, and a build that can read it goes on", async () => {
  const writer = await openWriter();
  const { pool } = writer.database;
  for (const body of ["one", "two", "three"]) await writer.say(body);
  await makeTooNew(writer, "two");
  const running = run(writer, recorder());
  await until(async () => (await listConsumers(pool)).troubles.length === 1);
  expect(await handled(writer)).toEqual(["one"]);
  const { rows } = await pool.query<{ cursor: string }>("select cursor from events where v = 99");
  const [trouble] = (await listConsumers(pool)).troubles;
  expect(trouble).toMatchObject({ cursor: Number(rows[0]?.cursor), attempts: 0, parked_at: null });
  expect(trouble?.error).toContain("version 99");
  expect((await checkWork(pool)).find(({ status }) => status === "fail")).toMatchObject({
    text: expect.stringContaining("version 99"),
  });
  await pool.query("update events set v = 1 where v = 99");
  await until(caughtUp(writer));
  expect(await handled(writer)).toEqual(["one", "two", "three"]);
  expect((await listConsumers(pool)).troubles).toEqual([]);
  await running.close();
});

test("a parked event of a newer version keeps nothing else from its consumer", async () => {
  const writer = await openWriter();
  const { prisma } = writer.database;
  await writer.say("poison");
  const first = run(
    writer,
    recorder({}, () => true),
  );
  await until(caughtUp(writer));
  await first.close();
  await makeTooNew(writer, "poison");
  await prisma.parkedEvent.updateMany({ data: { retry_requested_at: new Date() } });
  const second = run(writer, recorder(), { deaf: true });
  await until(async () => (await prisma.parkedEvent.findFirstOrThrow()).error.includes("version 99"));
  await writer.say("after it");
  await until(caughtUp(writer));
  expect(await handled(writer)).toEqual(["after it"]);
  await second.close();
});

test("a consumer comes through a long log in which its events are rare", async () => {
  const writer = await openWriter();
  await writer.say("at the beginning");
  const { rows } = await writer.database.pool.query<{ head: string }>(
    `with copied as (
       insert into events (workspace_id, cursor, id, type, v, actor_id, imported, created_at, payload)
       select e.workspace_id, h.head + n, e.id || n, e.type, e.v, e.actor_id, false, e.created_at, e.payload
       from workspace_heads h join events e on e.workspace_id = h.workspace_id and e.type = 'workspace.created',
         generate_series(1, $1::int) as n)
     update workspace_heads set head = head + $1 returning head`,
    [scannedMax + 500],
  );
  const states = createHotStates(writer.database.pool);
  const later = createExecute(writer.context, { log: writer.log, states });
  const { ownerId, generalId, workspaceId } = writer.world;
  await later.execute(workspaceId, message(generalId, "at the end"), { actor: { user_id: ownerId } });
  const going = { passesOver: false, explain: String };
  const consumer = { name: "bot_tokens", ...recorder() } as const;
  await writer.database.pool.query("insert into consumer_cursors (consumer, workspace_id, cursor) values ($1, $2, 0)", [
    consumer.name,
    workspaceId,
  ]);
  expect(await step(writer.database.pool, consumer, workspaceId, going)).toEqual({ result: "more", count: 1 });
  const [place] = await cursorsAndHeads(writer);
  expect(Number(place?.cursor)).toBe(scannedMax);
  expect(Number(place?.cursor)).toBeLessThan(Number(rows[0]?.head));
  expect(await step(writer.database.pool, consumer, workspaceId, going)).toEqual({ result: "caught_up", count: 1 });
  expect(await handled(writer)).toEqual(["at the beginning", "at the end"]);
});

test("events that are not for a consumer write nothing until it looks of itself", async () => {
  const writer = await openWriter();
  const { pool } = writer.database;
  const going = { passesOver: false, explain: String };
  const consumer = { name: "bot_tokens", ...recorder({ types: ["member.removed"] }) } as const;
  const { workspaceId } = writer.world;
  await step(pool, consumer, workspaceId, { ...going, passesOver: true });
  const [before] = await cursorsAndHeads(writer);
  await writer.say("not for it");
  await step(pool, consumer, workspaceId, going);
  expect((await cursorsAndHeads(writer))[0]?.cursor).toBe(before?.cursor);
  await step(pool, consumer, workspaceId, { ...going, passesOver: true });
  expect(await caughtUp(writer)()).toBe(true);
});

test("an operator sees a parked event with its cause, has it tried again, and lets a consumer begin anew", async () => {
  const writer = await openWriter();
  const { pool, prisma } = writer.database;
  await writer.say("poison");
  let isPoisonous = true;
  const running = run(
    writer,
    recorder({}, () => isPoisonous),
  );
  await until(caughtUp(writer));
  const { slug } = await prisma.workspace.findUniqueOrThrow({ where: { id: writer.world.workspaceId } });
  const [trouble] = (await listConsumers(pool)).troubles;
  expect(trouble).toMatchObject({
    consumer: "bot_tokens",
    workspace: slug,
    error: "this event is poisoned",
    attempts: 3,
  });
  const cursor = String(trouble?.cursor);
  const found = await checkWork(pool);
  expect(found.find(({ status }) => status === "fail")).toMatchObject({
    text: expect.stringContaining("this event is poisoned"),
    advice: expect.stringContaining(`consumers retry bot_tokens ${slug} ${cursor}`),
  });
  isPoisonous = false;
  await expect(retryParkedEvents(pool, { consumer: "mails" })).rejects.toThrow('There is no consumer "mails"');
  expect(await retryParkedEvents(pool, { consumer: "bot_tokens", workspace: slug, cursor: "1" })).toBe(0);
  expect(await retryParkedEvents(pool, { consumer: "bot_tokens", workspace: slug, cursor })).toBe(1);
  await until(async () => (await prisma.parkedEvent.count()) === 0);
  expect(await handled(writer)).toEqual(["poison"]);
  expect(await rewindConsumer(pool, { consumer: "bot_tokens", workspace: slug, cursor: "0" })).toBe(true);
  await until(async () => (await handled(writer)).length === 2);
  await until(caughtUp(writer));
  isPoisonous = true;
  await writer.say("poison again");
  await until(async () => (await prisma.parkedEvent.count()) === 1);
  isPoisonous = false;
  expect(await rewindConsumer(pool, { consumer: "bot_tokens", workspace: slug, cursor: "0" })).toBe(true);
  expect(await prisma.parkedEvent.count(), "what is handled anew").toBe(0);
  await until(async () => (await handled(writer)).length === 4);
  expect(await handled(writer)).toEqual(["poison", "poison", "poison", "poison again"]);
  await running.close();
});

test("the tokens of a person who was removed end, though they are a member again when the consumer hears of it", async () => {
  const database = await createTestDatabase();
  databases.push(database);
  const signIn = openSignIn(database);
  await signIn.consumers.close();
  const world = await createWorld(database, signIn.execute);
  const userId = await joinAs(world, database, { handle: "maya" });
  const maya = { actor: { user_id: userId }, workspace_id: world.workspaceId };
  const { member: bot } = await signIn.auth.bots.create(maya, { display_name: "Echo" });
  const before = await signIn.auth.bots.createToken(maya, bot.user_id, { scopes: ["bot:read"] });
  await world.as(world.ownerId, { type: "member.remove", input: { user_id: userId } });
  await expect(signIn.auth.resolve(bearer(before.token))).rejects.toMatchObject({ code: "unauthenticated" });
  const made = await world.as(world.ownerId, {
    type: "invite.create",
    input: { role: "member", channel_ids: [], max_uses: null },
  });
  const [event] = made.events;
  if (event?.type !== "invite.created") throw new Error("no invite was made");
  const person = { display_name: "Maya", handle: "maya", avatar_url: null };
  await world.as(userId, { type: "invite.accept", input: { invite_id: event.payload.invite_id, person } });
  await expect(signIn.auth.resolve(bearer(before.token)), "while nobody has heard of it").rejects.toMatchObject({
    code: "unauthenticated",
  });
  const own = await signIn.auth.bots.createToken(maya, bot.user_id, { scopes: ["bot:read"] });
  const running = startConsumers(signIn.context, { log: signIn.log, consumers: signIn.auth.consumers, timing: quick });
  const revokedAt = async (id: string) =>
    (await database.prisma.botToken.findUniqueOrThrow({ where: { id } })).revoked_at;
  await until(async () => (await revokedAt(before.id)) !== null);
  expect(await revokedAt(own.id)).toBeNull();
  expect(await signIn.auth.resolve(bearer(own.token))).not.toBeNull();
  await running.close();
  await signIn.close();
});

test("what a moderator made for others' bots ends with the office, though they hold it again when the consumer hears of it", async () => {
  const database = await createTestDatabase();
  databases.push(database);
  const signIn = openSignIn(database);
  await signIn.consumers.close();
  const world = await createWorld(database, signIn.execute);
  const userId = await joinAs(world, database, { handle: "mona", role: "moderator" });
  const mona = { actor: { user_id: userId }, workspace_id: world.workspaceId };
  const { member: service } = await signIn.auth.bots.create(mona, { display_name: "Everybody's", service: true });
  const { member: bot } = await signIn.auth.bots.create(mona, { display_name: "Mona's" });
  const make = (botId: string) => signIn.auth.bots.createToken(mona, botId, { scopes: ["bot:read"] });
  const [older, own] = [await make(service.user_id), await make(bot.user_id)];
  const become = (role: "member" | "moderator") =>
    world.as(world.ownerId, { type: "member.change_role", input: { user_id: userId, role } });
  await become("member");
  await become("moderator");
  const newer = await make(service.user_id);
  const running = startConsumers(signIn.context, { log: signIn.log, consumers: signIn.auth.consumers, timing: quick });
  const find = (id: string) => database.prisma.botToken.findUniqueOrThrow({ where: { id } });
  await until(async () => (await find(older.id)).revoked_at !== null);
  await until(caughtUp({ database }));
  expect([(await find(own.id)).revoked_at, (await find(newer.id)).revoked_at]).toEqual([null, null]);
  await running.close();
  await signIn.close();
});

test("after a restore, a consumer with effects outside skips what was left, and another goes on", async () => {
  for (const from of ["head", "beginning"] as const) {
    const writer = await openWriter();
    const first = run(writer, recorder({ from }));
    await until(caughtUp(writer));
    await first.close();
    await writer.say("before the restore");
    await writer.database.pool.query("update workspace_heads set head = (head / 1000000000000 + 1) * 1000000000000");
    const states = createHotStates(writer.database.pool);
    const restored = createExecute(writer.context, { log: writer.log, states });
    const { ownerId, generalId, workspaceId } = writer.world;
    await restored.execute(workspaceId, message(generalId, "after it"), { actor: { user_id: ownerId } });
    const { rows } = await writer.database.pool.query<{ behind: string }>(
      "select count(*) as behind from events join consumer_cursors c using (workspace_id) where events.cursor > c.cursor",
    );
    const [state] = (await listConsumers(writer.database.pool)).consumers;
    expect(state?.lag, "in events").toBe(Number(rows[0]?.behind));
    expect(state?.lag).toBeGreaterThan(1);
    const second = run(writer, recorder({ from }));
    await until(caughtUp(writer));
    expect((await listConsumers(writer.database.pool)).consumers[0]?.lag).toBe(0);
    expect(await handled(writer)).toEqual(from === "head" ? ["after it"] : ["before the restore", "after it"]);
    await second.close();
  }
});

test("the end of a process waits for the handler under way, and its work is kept", async () => {
  const writer = await openWriter();
  let begun: () => void = () => undefined;
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let goOn: () => void = () => undefined;
  const going = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const slow = recorder();
  const running = run(writer, {
    ...slow,
    handle: async (batch, transaction) => {
      begun();
      await going;
      return slow.handle(batch, transaction);
    },
  });
  await writer.say("unhurried");
  await beginning;
  const closed = running.close();
  goOn();
  await closed;
  expect(await handled(writer)).toEqual(["unhurried"]);
});

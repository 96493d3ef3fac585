import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { createEngine, type Engine } from "../../src/client/engine";
import { systemClock } from "../../src/client/platform/clock";
import { memoryStorage } from "../../src/client/platform/storage";
import type { Reach } from "../../src/client/transport/api";
import { createApi } from "../../src/client/transport/create-api";
import { createTrpcTransport } from "../../src/client/transport/trpc-transport";
import { limits } from "../../src/domain/core/limits";
import { allEmoji } from "../../src/domain/reactions/emoji";
import { newId } from "../../src/server/context/context";
import { verifyLogs } from "../../src/server/log/verify";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";

const thumb = "👍";
const heart = "❤\uFE0F";
const bareHeart = "❤";

let served: Served;
let ann: Person;
let ben: Person;
let cat: Person;
let dan: Person;
const engines: Engine[] = [];

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  [ann, ben, cat, dan] = [
    await served.person("ann"),
    await served.person("ben"),
    await served.person("cat"),
    await served.person("dan"),
  ];
});

afterAll(async () => {
  for (const engine of engines) engine.stop();
  await served.close();
});

test("nine spellings from before are two reactions, each person counted once, wherever they are read", async () => {
  const id = await withNineSpellings();
  const expected = [
    { emoji: heart, count: 3, reacted_by_me: true },
    { emoji: thumb, count: 3, reacted_by_me: true },
  ];
  expect(await reactionsFor(ben, id)).toEqual(expected);
  expect(await reactionsFor(dan, id)).toEqual(expected.map((one) => ({ ...one, reacted_by_me: false })));
  const listed = await call(ann, "GET", `/messages/${id}/reactions`);
  expect(listed.body.has_more).toBe(false);
  const pairs = listed.body.reactions.map((one: Listed) => `${one.user.handle} ${one.emoji}`);
  expect(pairs.sort()).toEqual(["ann", "ben", "cat"].flatMap((who) => [`${who} ${heart}`, `${who} ${thumb}`]).sort());
  const engine = await open(ben);
  expect(byEmoji(shown(engine, id))).toEqual(byEmoji(expected));
  const { events } = (
    await call(ann, "GET", `/realtime/events?workspace_id=${served.world.workspaceId}&after_cursor=0`)
  ).body;
  const told = events.filter((event: Told) => event.type === "reaction.added" && event.payload.message_id === id);
  expect(new Set(told.map((event: Told) => event.payload.emoji)).size).toBe(9);
  expect((await verifyLogs(served.database.pool)).differences).toEqual([]);
});

test("the same reaction in another spelling is there already, and another person's is the next of all", async () => {
  const id = await withNineSpellings();
  const engine = await open(ann);
  for (const emoji of [":+1:", "thumbsup", thumb, "heart", bareHeart]) {
    const again = await call(cat, "POST", `/messages/${id}/reactions`, { emoji });
    expect([again.status, again.body.event]).toEqual([200, null]);
  }
  const first = await call(dan, "POST", `/messages/${id}/reactions`, { emoji: "thumbsup" });
  expect([first.status, first.body.event.payload]).toMatchObject([201, { emoji: thumb, count: 4 }]);
  expect(first.body.reactions[0]).toEqual({ emoji: thumb, count: 4, reacted_by_me: true });
  await untilShown(engine, id, { emoji: thumb, count: 4, reacted_by_me: true });
  expect((await reactionsFor(ann, id))[0]).toEqual({ emoji: thumb, count: 4, reacted_by_me: true });
});

test("taking a reaction back removes it in every spelling, and everybody learns how many are left", async () => {
  const id = await withNineSpellings();
  const [reader, taker] = [await open(ann), await open(ben)];
  await call(dan, "POST", `/messages/${id}/reactions`, { emoji: thumb });
  await untilShown(taker, id, { emoji: thumb, count: 4, reacted_by_me: true });
  taker.messages.react({ message_id: id, emoji: thumb });
  expect(shown(taker, id)).toContainEqual({ emoji: thumb, count: 3, reacted_by_me: false });
  await untilShown(reader, id, { emoji: thumb, count: 3, reacted_by_me: true });
  await untilShown(taker, id, { emoji: thumb, count: 3, reacted_by_me: false });
  expect(await spellingsOf(ben, id)).toEqual([heart]);
  const taken = await call(cat, "DELETE", `/messages/${id}/reactions/${encodeURIComponent(":thumbsup:")}`);
  expect([taken.status, taken.body.event.payload]).toMatchObject([200, { emoji: thumb, count: 2 }]);
  expect(await spellingsOf(cat, id)).toEqual([":heart:", "heart", heart].sort());
  const before = await head();
  expect((await call(cat, "DELETE", `/messages/${id}/reactions/+1`)).body.event).toBeNull();
  expect(await head()).toBe(before);
  for (const who of [ann, dan, cat, ben, ann])
    await call(who, "DELETE", `/messages/${id}/reactions/${encodeURIComponent(who === dan ? "+1" : bareHeart)}`);
  expect(await reactionsFor(ann, id)).toEqual([{ emoji: thumb, count: 1, reacted_by_me: true }]);
  await call(ann, "DELETE", `/messages/${id}/reactions/${encodeURIComponent(":+1:")}`);
  expect(await reactionsFor(ann, id)).toEqual([]);
  for (const engine of [reader, taker]) await vi.waitUntil(() => shown(engine, id).length === 0, { timeout: 10_000 });
  const { rows } = await served.database.pool.query(
    "select 1 from reactions where message_id = $1 union all select 1 from reaction_tallies where message_id = $1",
    [id],
  );
  expect(rows).toEqual([]);
  expect((await verifyLogs(served.database.pool)).differences).toEqual([]);
});

test("an open page shows a reaction that an earlier version stores meanwhile as the one it is", async () => {
  const id = await newMessage();
  const engine = await open(ann);
  await call(dan, "POST", `/messages/${id}/reactions`, { emoji: "tada" });
  await untilShown(engine, id, { emoji: "🎉", count: 1, reacted_by_me: false });
  await reactAsBefore(ben, id, ":eyes:");
  await untilShown(engine, id, { emoji: "👀", count: 1, reacted_by_me: false });
  await call(dan, "POST", `/messages/${id}/reactions`, { emoji: "eyes" });
  await untilShown(engine, id, { emoji: "👀", count: 2, reacted_by_me: false });
  expect(shown(engine, id)).toHaveLength(2);
});

test("every spelling of a new reaction is stored as the fully qualified emoji", async () => {
  const spellings = [
    [":thumbsup::skin-tone-3:", "👍🏼"],
    ["+1::skin-tone-2", "👍🏻"],
    [bareHeart, heart],
    ["1\u20E3", "1\uFE0F\u20E3"],
    ["🏳\u200D🌈", "🏳\uFE0F\u200D🌈"],
    ["flag-sark", "🇨🇶"],
    ["man-shrugging::skin-tone-6", "🤷🏿\u200D♂\uFE0F"],
    [" :beetle: ", "🪲"],
  ] as const;
  for (const [given, stored] of spellings) {
    const id = await newMessage();
    const { body } = await call(ann, "POST", `/messages/${id}/reactions`, { emoji: given });
    expect(body.event.payload.emoji).toBe(stored);
    expect(await spellingsOf(ann, id)).toEqual([stored]);
  }
  const id = await newMessage();
  for (const emoji of ["", "no_such_emoji", "😀😀", "hello"])
    expect((await call(ann, "POST", `/messages/${id}/reactions`, { emoji })).status).toBe(422);
});

test("a reaction is taken back by every spelling by which it can be given", async () => {
  const id = await newMessage();
  for (const emoji of [" :+1: ", "+1", "THUMBSUP", "👍\uFE0F", ":thumbsup"]) {
    expect((await call(ann, "POST", `/messages/${id}/reactions`, { emoji })).status).toBe(201);
    const { body } = await call(ann, "DELETE", `/messages/${id}/reactions/${encodeURIComponent(emoji)}`);
    expect(body.event?.payload, emoji).toMatchObject({ emoji: thumb, count: 0 });
  }
});

test("a repeated request is the same one in another spelling", async () => {
  const id = await newMessage();
  const key = { "idempotency-key": "same-reaction" };
  const first = await call(ann, "POST", `/messages/${id}/reactions`, { emoji: ":+1:" }, key);
  const again = await call(ann, "POST", `/messages/${id}/reactions`, { emoji: thumb }, key);
  expect([again.status, again.body.event.id]).toEqual([201, first.body.event.id]);
});

test("a message takes as many emoji as it may, however many spellings of one it has", async () => {
  const id = await newMessage();
  for (const emoji of [":+1:", "thumbsup", "+1", ":thumbsup:"]) await reactAsBefore(ann, id, emoji);
  const others = allEmoji().slice(0, limits.reactionEmojiPerMessageMax);
  const given = others.map(({ emoji }) => call(ben, "POST", `/messages/${id}/reactions`, { emoji }));
  const statuses = (await Promise.all(given)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 201)).toHaveLength(limits.reactionEmojiPerMessageMax - 1);
  expect(statuses.filter((status) => status === 422)).toHaveLength(1);
  expect((await call(cat, "POST", `/messages/${id}/reactions`, { emoji: "thumbsup" })).status).toBe(201);
});

type Listed = { emoji: string; user: { handle: string } };
type Told = { type: string; payload: { emoji: string; message_id: string } };
type Summary = { emoji: string; count: number; reacted_by_me: boolean };

async function withNineSpellings(): Promise<string> {
  const id = await newMessage();
  for (const emoji of [thumb, ":+1:", bareHeart]) await reactAsBefore(ann, id, emoji);
  for (const emoji of [":thumbsup:", "thumbsup", heart]) await reactAsBefore(ben, id, emoji);
  for (const emoji of ["+1", "heart", ":heart:", heart]) await reactAsBefore(cat, id, emoji);
  return id;
}

async function newMessage(): Promise<string> {
  const { events } = await served.as(served.owner, message(served.world.generalId, "What do you say?"));
  const event = events.find(({ type }) => type === "message.created");
  if (event?.type !== "message.created") throw new Error("nothing was written");
  return event.payload.message_id;
}

/** What the version before stored: the emoji as it was handed in, with the tally of that spelling. */
async function reactAsBefore({ userId }: Person, messageId: string, emoji: string): Promise<void> {
  const { workspaceId, generalId } = served.world;
  await served.database.pool.query(
    `with head as (update workspace_heads set head = head + 1 where workspace_id = $1 returning head),
       tally as (
         insert into reaction_tallies (workspace_id, message_id, emoji, count, cursor) select $1, $2, $4, 1, head from head
         on conflict (message_id, emoji) do update set count = reaction_tallies.count + 1, cursor = excluded.cursor
         returning count),
       made as (
         insert into reactions (workspace_id, message_id, user_id, emoji, created_at, cursor)
         select $1, $2, $3, $4, $7, head from head)
     insert into events (workspace_id, cursor, id, type, v, actor_id, channel_id, imported, created_at, payload)
     select $1, head, $5, 'reaction.added', 1, $3, $6, false, $7,
       json_build_object('message_id', $2::text, 'user_id', $3::text, 'emoji', $4::text, 'count', tally.count)
     from head, tally`,
    [workspaceId, messageId, userId, emoji, newId("event"), generalId, new Date()],
  );
}

async function spellingsOf({ userId }: Person, messageId: string): Promise<string[]> {
  const { rows } = await served.database.pool.query<{ emoji: string }>(
    "select emoji from reactions where message_id = $1 and user_id = $2",
    [messageId, userId],
  );
  return rows.map(({ emoji }) => emoji).sort();
}

async function head(): Promise<number> {
  const { rows } = await served.database.pool.query<{ head: string }>("select head from workspace_heads");
  return Number(rows[0]?.head);
}

async function reactionsFor(who: Person, id: string): Promise<Summary[]> {
  return (await call(who, "GET", `/messages/${id}`)).body.message.reactions;
}

async function call(who: Person, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${served.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${who.token}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

async function open({ token }: Person): Promise<Engine> {
  const headers = { Authorization: `Bearer ${token}` };
  class AuthorizedSocket extends WebSocket {
    constructor(url: string) {
      super(url, { headers });
    }
  }
  const reach: Reach = {
    baseUrl: served.url,
    fetch: (input, init) =>
      fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers } }),
    WebSocket: AuthorizedSocket as unknown as typeof globalThis.WebSocket,
  };
  const engine = createEngine({
    transport: createTrpcTransport(createApi(reach), reach),
    storage: memoryStorage(),
    clock: systemClock,
    schedule: (callback) => void setTimeout(callback, 5),
    workspaceId: served.world.workspaceId,
  });
  engines.push(engine);
  engine.start();
  engine.timeline.open(served.world.generalId);
  await vi.waitUntil(() => engine.views.read("connection", "").state === "live", { timeout: 10_000, interval: 10 });
  return engine;
}

function shown(engine: Engine, id: string): readonly Summary[] {
  return engine.views.read("message", id)?.reactions ?? [];
}

async function untilShown(engine: Engine, id: string, wanted: Summary): Promise<void> {
  await expect.poll(() => shown(engine, id), { timeout: 10_000, interval: 10 }).toContainEqual(wanted);
}

function byEmoji(reactions: readonly Summary[]): Summary[] {
  return reactions.toSorted((one, other) => (one.emoji < other.emoji ? -1 : 1));
}

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reduce } from "../../src/domain";
import { limits } from "../../src/domain/core/limits";
import { conversationOf } from "../../src/domain/core/timelines";
import { countEvent, isMentioned, isUnread, type ReadState } from "../../src/domain/read-states/rules";
import { type Entities, type Kind, keyOf, kinds, MemoryStore } from "../../src/domain/state";
import { createExecute, type Execute } from "../../src/server/log/execute";
import { createHotStates, type HotStates } from "../../src/server/log/hot-states";
import { createLog, type Log } from "../../src/server/log/log";
import { createQueries, type Queries } from "../../src/server/queries";
import type { PageMode } from "../../src/server/queries/messages";
import { fromRow, tables } from "../../src/server/store/tables";
import { createWorld, draft, joinAs, message, testContext, type World } from "../support/app";
import { createTestDatabase } from "../support/database";

const database = await createTestDatabase();
let writer: { execute: Execute; close: () => Promise<void> };
let log: Log;
let states: HotStates;
let queries: Queries;
let world: World;
let bob: string;

beforeAll(async () => {
  log = createLog(database.pool);
  states = createHotStates(database.pool);
  writer = createExecute(testContext(database), { log, states });
  queries = createQueries(database.pool, states);
  world = await createWorld(database, writer.execute);
  bob = await joinAs(world, database, { handle: "bob" });
});

afterAll(async () => {
  await writer.close();
  await database.close();
});

const viewer = () => ({ user_id: bob, workspace_id: world.workspaceId });

test("the snapshot of boot is the log up to its resume point, compacted and in order", async () => {
  const root = await send(world.ownerId, "root @bob");
  await world.as(bob, {
    type: "thread.reply",
    input: { ...draft("a reply"), root_message_id: root, also_send_to_channel: false },
  });
  await world.as(world.ownerId, { type: "reaction.add", input: { message_id: root, emoji: "👍" } });
  await world.as(bob, { type: "reaction.add", input: { message_id: root, emoji: "👍" } });
  await world.as(world.ownerId, { type: "message.update", input: { message_id: root, body: "root, edited" } });
  const { resume_point, events } = await queries.boot.snapshot(viewer(), world.generalId);
  expect(resume_point).toBe(await log.head(world.workspaceId));
  const cursors = events.map((event) => event.cursor);
  expect(cursors).toEqual([...cursors].sort((one, other) => one - other));
  const created = events.find((event) => event.type === "message.created");
  expect(created?.payload).toMatchObject({ message: { id: root, body: "root, edited" } });
});

test("the snapshot is of one moment, whatever happens while it is taken", async () => {
  const before = await log.head(world.workspaceId);
  const sent = await messagesIn(world.generalId);
  // At its first try somebody writes just before the database is read, and so they do at its second, which has fixed its moment.
  const disturbed = disturbedBy(async ({ name }) => {
    if (name === "boot") await send(world.ownerId, "just now");
  });
  const { resume_point, read_states, events } = await disturbed.boot.snapshot(viewer(), world.generalId);
  expect(resume_point).toBe(before + 1);
  expect(Math.max(...events.map(({ cursor }) => cursor))).toBe(before + 1);
  expect(read_states.find((row) => row.conversation_id === world.generalId)?.last_seq).toBe(sent + 1);
  expect(await log.head(world.workspaceId)).toBe(before + 2);
});

test("what another process appends is in the next snapshot, though nobody has told of it", async () => {
  const other = createExecute(testContext(database), { log, states: createHotStates(database.pool) });
  const command = message(world.generalId, "from elsewhere");
  const { events } = await other.execute(world.workspaceId, command, { actor: { user_id: world.ownerId } });
  await other.close();
  const taken = await queries.boot.snapshot(viewer(), world.generalId);
  expect(taken.resume_point).toBe(events[0]?.cursor);
  expect(taken.events.at(-1)).toMatchObject({
    type: "message.created",
    payload: { message: { body: "from elsewhere" } },
  });
});

test("what a boot keeps shows a channel and its people as they are at the next", async () => {
  const channel = async () =>
    (await queries.boot.snapshot(viewer(), world.generalId)).events.find(
      ({ type, channel_id }) => type === "channel.created" && channel_id === world.generalId,
    )?.payload;
  const before = await channel();
  await world.as(world.ownerId, { type: "channel.update", input: { channel_id: world.generalId, topic: "new topic" } });
  expect(await channel()).toMatchObject({ channel: { topic: "new topic" } });
  expect(await channel()).not.toEqual(before);
});

test("what a boot keeps shows a message and its author as they are at the next, and not at all once it is deleted", async () => {
  const id = await send(bob, "as it was first");
  const shown = async () =>
    (await queries.boot.snapshot(viewer(), world.generalId)).events.find(
      (event) => event.type === "message.created" && event.payload.message_id === id,
    )?.payload;
  expect(await shown()).toMatchObject({ message: { body: "as it was first", author: { display_name: "bob" } } });
  await world.as(bob, { type: "message.update", input: { message_id: id, body: "as it became" } });
  const profile = { display_name: "Robert", handle: "bob", avatar_url: null };
  await world.as(bob, { type: "member.update", input: profile });
  expect(await shown()).toMatchObject({ message: { body: "as it became", author: { display_name: "Robert" } } });
  await world.as(bob, { type: "message.delete", input: { message_id: id } });
  expect(await shown()).toBeUndefined();
});

test("a message that changes between being named and being read is not shown beside an older head", async () => {
  const id = await send(bob, "before");
  const disturbed = disturbedBy(async ({ name }) => {
    if (name === "known messages")
      await world.as(bob, { type: "message.update", input: { message_id: id, body: "after" } });
  });
  const { resume_point, events } = await disturbed.boot.snapshot(viewer(), world.generalId);
  const message = events.find((event) => event.type === "message.created" && event.payload.message_id === id);
  const edit = (await log.read(world.workspaceId, message?.cursor ?? 0, 10)).find(
    (event) => event.type === "message.updated",
  );
  const isEdited = (edit?.cursor ?? Number.POSITIVE_INFINITY) <= resume_point;
  expect(message?.payload).toMatchObject({ message: { body: isEdited ? "after" : "before" } });
});

test("the snapshot has one event for each thing of the kinds that a boot has, and no other", async () => {
  await pinnedAndSpoken();
  const { events } = await queries.boot.snapshot(viewer(), world.generalId);
  const store = new MemoryStore();
  for (const event of events) store.apply(reduce(store, event));
  const isInBoot = bootOf(await tablesNow());
  await expectTables(store, (kind, entity) => isInBoot(kind, entity));
  // A conversation's timeline comes with it and with its newest message, and a tally with the reaction to it.
  const withoutOwn = new Set<Kind>(["timeline", "tally"]);
  const things = kinds.filter((kind) => !withoutOwn.has(kind)).reduce((sum, kind) => sum + store.size(kind), 0);
  expect(events).toHaveLength(things);
});

// I11
test("folding the snapshot and what follows gives what the tables hold", async () => {
  const pinned = await pinnedAndSpoken();
  const { resume_point, events } = await queries.boot.snapshot(viewer(), world.generalId);
  const isInBoot = bootOf(await tablesNow());
  const store = new MemoryStore();
  for (const event of events) store.apply(reduce(store, event));
  const root = await send(world.ownerId, "after the snapshot");
  await world.as(bob, { type: "reaction.add", input: { message_id: root, emoji: "🎉" } });
  await world.as(bob, { type: "pin.add", input: { channel_id: world.generalId, message_id: root } });
  await world.as(bob, { type: "pin.remove", input: { channel_id: world.generalId, message_id: pinned } });
  await world.as(world.ownerId, { type: "message.delete", input: { message_id: root } });
  const kept = await send(world.ownerId, "kept");
  await world.as(bob, { type: "pin.add", input: { channel_id: world.generalId, message_id: kept } });
  await world.as(bob, { type: "channel.create", input: { name: "after-the-snapshot", kind: "public" } });
  await world.as(bob, { type: "direct.create", input: { member_ids: [world.ownerId] } });
  for (const event of await log.read(world.workspaceId, resume_point, 100)) store.apply(reduce(store, event));
  await expectTables(store, (kind, entity) => isInBoot(kind, entity) || entity.cursor > resume_point);
});

test("unread and mention counts are the same by SQL, by the rule and by folding events", async () => {
  const general = world.generalId;
  let folded = await readState(general);
  const from = await log.head(world.workspaceId);
  const [one = "", two = ""] = [await send(world.ownerId, "one"), await send(world.ownerId, "@bob two")];
  for (const body of ["@bob and @channel", "three @channel"]) await send(world.ownerId, body);
  await send(bob, "my own");
  const doomed = await send(world.ownerId, "doomed");
  for (const [message_id, body] of [
    [one, "one, @bob"],
    [two, "two"],
    [doomed, "doomed @bob"],
  ] as const)
    await world.as(world.ownerId, { type: "message.update", input: { message_id, body } });
  await world.as(world.ownerId, { type: "message.delete", input: { message_id: doomed } });
  for (const event of await log.read(world.workspaceId, from, 100)) folded = countEvent(folded, event, bob);
  const counted = await readState(general);
  expect(folded).toEqual(counted);
  const { rows } = await database.pool.query("select * from messages where conversation_id = $1", [general]);
  const unread = rows.map((row) => fromRow("message", row)).filter((row) => isUnread(row, bob, counted.last_read_seq));
  expect(counted).toMatchObject({
    unread_count: unread.length,
    mention_count: unread.filter((row) => isMentioned(row, bob)).length,
  });
  expect(counted.mention_count).toBeGreaterThanOrEqual(2);
});

test("a newcomer starts at the head of what they join", async () => {
  const carol = await joinAs(world, database, { handle: "carol" });
  const { read_states } = await queries.boot.snapshot({ user_id: carol, workspace_id: world.workspaceId }, null);
  expect(read_states.map((row) => row.unread_count)).toEqual(read_states.map(() => 0));
  await send(world.ownerId, "hello carol");
  expect((await queries.readStates({ user_id: carol, workspace_id: world.workspaceId }))[0]?.unread_count).toBe(1);
});

test("the snapshot holds nothing of conversations that are not the viewer's", async () => {
  const created = (await world.as(world.ownerId, { type: "channel.create", input: { name: "board", kind: "private" } }))
    .events[0];
  if (created?.type !== "channel.created") throw new Error("no channel");
  await world.as(world.ownerId, message(created.payload.channel_id, "canary-4711"));
  const snapshot = await queries.boot.snapshot(viewer(), created.payload.channel_id);
  expect(JSON.stringify(snapshot)).not.toMatch(/canary-4711|board/u);
});

test("the snapshot knows a public channel that is only looked at", async () => {
  const [created] = (
    await world.as(world.ownerId, { type: "channel.create", input: { name: "plaza", kind: "public" } })
  ).events;
  if (created?.type !== "channel.created") throw new Error("no channel");
  const id = created.payload.channel_id;
  await world.as(world.ownerId, message(id, "anybody may read this"));
  const store = new MemoryStore();
  for (const event of (await queries.boot.snapshot(viewer(), id)).events) store.apply(reduce(store, event));
  expect(store.get("channel", id)?.name).toBe("plaza");
  expect([...store.all("message")].filter((row) => row.channel_id === id)).toHaveLength(1);
});

test("unread counts stop where the limit says, by SQL and by folding", async () => {
  const [created] = (await world.as(world.ownerId, { type: "channel.create", input: { name: "busy", kind: "public" } }))
    .events;
  if (created?.type !== "channel.created") throw new Error("no channel");
  const id = created.payload.channel_id;
  await world.as(bob, { type: "channel.join", input: { channel_id: id } });
  let folded = await readState(id);
  const from = await log.head(world.workspaceId);
  await Promise.all(
    Array.from({ length: limits.unreadCountMax + 5 }, () => world.as(world.ownerId, message(id, "hi @bob"))),
  );
  for (const event of await log.read(world.workspaceId, from, 2_000)) folded = countEvent(folded, event, bob);
  expect(folded).toMatchObject({ unread_count: limits.unreadCountMax, mention_count: limits.unreadCountMax });
  expect(await readState(id)).toEqual(folded);
});

test("unread counts of many conversations share what is looked at, and those that were written to last come first", async () => {
  const ids: string[] = [];
  for (const name of ["busy-one", "busy-two", "busy-three", "busy-four"]) {
    const [created] = (await world.as(world.ownerId, { type: "channel.create", input: { name, kind: "public" } }))
      .events;
    const id = created?.channel_id ?? "";
    await world.as(bob, { type: "channel.join", input: { channel_id: id } });
    await Promise.all(
      Array.from({ length: limits.unreadCountMax + 1 }, () => world.as(world.ownerId, message(id, "hi"))),
    );
    ids.unshift(id);
  }
  const counts = new Map(
    (await queries.readStates(viewer())).map((state) => [state.conversation_id, state.unread_count]),
  );
  const { unreadCountMax: all } = limits;
  expect(ids.map((id) => counts.get(id))).toEqual([all, all, all, 2]);
});

test("members come by name in pages, each of them once", async () => {
  for (const handle of ["zoe", "asa", "mia", "ben"]) await joinAs(world, database, { handle });
  const names: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await queries.channels.members(bob, world.generalId, { cursor, limit: 2 });
    names.push(...page.members.map((member) => member.display_name));
    expect(page.has_more).toBe(page.next_cursor !== null);
    if (page.next_cursor === null) break;
    cursor = page.next_cursor;
  }
  expect(names).toEqual([...new Set(names)].sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1)));
  const { total_count } = await queries.members.page(viewer(), { limit: 1 });
  expect(names).toHaveLength(total_count ?? 0);
});

test("pages reach every message once in either direction", async () => {
  for (let index = 0; index < 25; index += 1) await send(world.ownerId, `page ${index}`);
  const seqs = async (request: Parameters<Queries["messages"]["channelPage"]>[2]) =>
    (await queries.messages.channelPage(bob, world.generalId, request)).messages.map((row) => row.channel_seq);
  const all = await seqs({ limit: 200 });
  expect(all).toEqual(all.map((_, index) => index + 1));
  const walked: (number | null)[] = [];
  let page = await queries.messages.channelPage(bob, world.generalId, { mode: "latest", limit: 10 });
  expect(page.has_newer).toBe(false);
  walked.unshift(...page.messages.map((row) => row.channel_seq));
  while (page.has_older) {
    page = await queries.messages.channelPage(bob, world.generalId, { before_seq: page.oldest_seq ?? 0, limit: 10 });
    walked.unshift(...page.messages.map((row) => row.channel_seq));
  }
  expect(walked).toEqual(all);
  expect(await seqs({ around_seq: 12, limit: 4 })).toEqual([10, 11, 12, 13]);
  const edges = async (request: PageMode) => {
    const { messages, has_older, has_newer } = await queries.messages.channelPage(bob, world.generalId, {
      ...request,
      limit: 1,
    });
    return [messages.length, has_older, has_newer];
  };
  expect(await edges({ after_seq: all.length })).toEqual([0, true, false]);
  expect(await edges({ around_seq: all.length + 9 })).toEqual([0, true, false]);
  expect(await edges({ before_seq: 1 })).toEqual([0, false, true]);
});

/** Things of every kind, of those that a boot has and of the others. Answers the id of a message that is pinned. */
async function pinnedAndSpoken(): Promise<string> {
  await joinAs(world, database, { handle: `nina-${randomUUID().slice(0, 8)}` });
  const pinned = await send(world.ownerId, "pinned");
  await world.as(bob, { type: "pin.add", input: { channel_id: world.generalId, message_id: pinned } });
  for (const userId of [bob, world.ownerId])
    for (const emoji of ["👍", "🎉"])
      await world.as(userId, { type: "reaction.add", input: { message_id: pinned, emoji } });
  const reply = { ...draft("a reply"), root_message_id: pinned, also_send_to_channel: false };
  await world.as(bob, { type: "thread.reply", input: reply });
  return pinned;
}

type Tables = { readonly [K in Kind]: ReadonlyMap<string, Entities[K]> };

async function tablesNow(): Promise<Tables> {
  const read = await Promise.all(
    kinds.map(async (kind) => {
      const { rows } = await database.pool.query(`select * from ${tables[kind].name}`);
      const entities = rows.map((row) => fromRow(kind, row));
      return [kind, new Map(entities.map((entity) => [keyOf[kind](entity as never), entity]))];
    }),
  );
  return Object.fromEntries(read);
}

type IsMeant = <K extends Kind>(kind: K, entity: Entities[K]) => boolean;

/** What a boot of the channel `general` has for Bob, whose conversations all fit into it. The rest is asked for. */
function bootOf(now: Tables): IsMeant {
  const own = new Set([...now.channel_member.values()].flatMap((row) => (row.user_id === bob ? row.channel_id : [])));
  for (const { id, member_ids } of now.direct.values()) if (member_ids.includes(bob)) own.add(id);
  const spoken = [...now.message.values()]
    .filter((row) => own.has(conversationOf(row)) && row.channel_seq !== null && row.deleted_at === null)
    .sort((one, other) => (other.channel_seq ?? 0) - (one.channel_seq ?? 0));
  const newest = [...own].flatMap((id) =>
    spoken.filter((row) => conversationOf(row) === id).slice(0, id === world.generalId ? 50 : 1),
  );
  const shown = new Set(newest.map(({ id }) => id));
  const directs = [...now.direct.values()].filter(({ id }) => own.has(id));
  const concerned = new Set([bob, ...newest.map((row) => row.author_id), ...directs.flatMap((row) => row.member_ids)]);
  const reactionsWith = ({ message_id, emoji }: Entities["reaction"]) =>
    [...now.reaction.values()]
      .filter((row) => row.message_id === message_id && row.emoji === emoji)
      .sort((one, other) => Number(other.user_id === bob) - Number(one.user_id === bob) || other.cursor - one.cursor);
  const isInBoot: { readonly [K in Kind]: (entity: Entities[K]) => boolean } = {
    workspace: () => true,
    member: ({ user_id }) => concerned.has(user_id),
    channel: ({ id }) => own.has(id),
    channel_member: ({ user_id }) => user_id === bob,
    direct: ({ id }) => own.has(id),
    timeline: ({ conversation_id }) => own.has(conversation_id),
    message: ({ id }) => shown.has(id),
    thread: ({ root_message_id }) => shown.has(root_message_id),
    tally: ({ message_id }) => shown.has(message_id),
    reaction: (row) => shown.has(row.message_id) && reactionsWith(row)[0]?.user_id === row.user_id,
    pin: () => false,
    invite: () => false,
  };
  return (kind, entity) => isInBoot[kind](entity);
}

/** The store has what is meant of the tables, and nothing else. */
async function expectTables(store: MemoryStore, isMeant: IsMeant): Promise<void> {
  const now = await tablesNow();
  for (const kind of kinds) {
    const meant = [...now[kind].values()].filter((entity) => isMeant(kind, entity));
    const byKey = (entities: readonly Entities[Kind][]) =>
      new Map(entities.map((entity) => [keyOf[kind](entity as never), withoutBookkeeping(entity)]));
    expect(byKey([...store.all(kind)]), kind).toEqual(byKey(meant));
  }
}

/** Queries before each of which something may happen. */
function disturbedBy(disturb: (query: { name?: string }) => Promise<void>): Queries {
  type Query = string | { name: string; text: string; values: unknown[] };
  const asking = (database: { query(given: Query): unknown }) => async (given: Query) => {
    await disturb(typeof given === "string" ? {} : given);
    return database.query(given);
  };
  const connect = async () => {
    const connection = await database.pool.connect();
    return { release: () => connection.release(), query: asking(connection) };
  };
  return createQueries({ query: asking(database.pool), connect } as unknown as typeof database.pool, states);
}

async function send(userId: string, body: string): Promise<string> {
  const [event] = (await world.as(userId, message(world.generalId, body))).events;
  if (event?.type !== "message.created") throw new Error("no message");
  return event.payload.message_id;
}

async function messagesIn(conversationId: string): Promise<number> {
  return (await states.of(world.workspaceId)).store.get("timeline", conversationId)?.last_seq ?? 0;
}

async function readState(conversationId: string): Promise<ReadState> {
  const found = (await queries.readStates(viewer())).find((row) => row.conversation_id === conversationId);
  if (!found) throw new Error("no read state");
  return found;
}

/** A reader does not hold what only the server keeps, and a compacted event stands where its entity was made. */
function withoutBookkeeping(entity: object | undefined): unknown {
  return entity && { ...entity, cursor: 0, created_cursor: 0, event_cursors: [], request_digest: null };
}

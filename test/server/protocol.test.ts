import { afterAll, beforeAll, expect, test } from "vitest";
import { limits } from "../../src/domain/core/limits";
import { usualTiming } from "../../src/server/hub/feed/timing";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";
import {
  openEventStream,
  openSocket,
  openTrpc,
  poll,
  provenComplete,
  type Range,
  subscribe,
  type Wire,
} from "../support/streams";

/** What docs/protocol.md promises and no other test holds. */
let served: Served;
let bob: Person;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  bob = await served.person("bob");
});

afterAll(() => served.close());

const head = async () => String(await served.app.log.head(served.world.workspaceId));
const isCaughtUp = (frames: readonly { readonly type?: string }[]) => frames.some(({ type }) => type === "caught_up");

async function call(token: string, method: string, path: string, body?: object) {
  const response = await fetch(`${served.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

test("an event is the same envelope in the answer to its write and on every transport", async () => {
  const { url, world } = served;
  const { token } = bob;
  const workspace_id = world.workspaceId;
  const after = await head();
  const query = { workspace_id, after_cursor: after };
  const bare = openSocket(url, { token, query });
  const ranged = openSocket(url, { token, query: { ...query, v: "2" } });
  const sse = { workspace_id, resume_point: after };
  const envelopes = await openEventStream(url, { token, query: { ...sse, format: "envelope" } });
  const frames = await openEventStream(url, { token, query: { ...sse, v: "2" } });
  const { trpc, close } = openTrpc(url, { token });
  const subscription = subscribe(trpc, { workspace_id, after });
  await subscription.until((batches) => batches.length > 0);
  const written = await call(token, "POST", `/api/channels/${world.generalId}/messages`, { body: "the same for all" });
  const { event } = written.body;

  const [overBare] = await bare.until((all) => all.length > 0);
  const overRanged = await ranged.until((all) => all.some((frame) => frame.events?.length));
  const [overSse] = await envelopes.until((all) => all.some((block) => block.id !== null));
  const overFrames = await frames.until((all) => all.some((block) => block.id === event.cursor));
  const overTrpc = await subscription.until((all) => all.some(({ events }) => events.length > 0));
  const polled = await poll(url, { token, query });
  expect(event).toMatchObject({ type: "message.created", v: 1, cursor: String(Number(after) + 1), seq: 1 });
  expect(overBare).toEqual(event);
  expect(provenComplete(overRanged, after)).toEqual([event]);
  expect(overSse?.data).toEqual(event);
  expect(provenComplete(rangesOf(overFrames), after)).toEqual([event]);
  expect(provenComplete(overTrpc, after)).toEqual([event]);
  expect(polled.body.events).toEqual([event]);
  for (const { socket } of [bare, ranged]) socket.close();
  for (const stream of [envelopes, frames]) stream.close();
  close();
});

test("server-sent events of version 2 are frames, each with its upto as id", async () => {
  const { url, world, owner } = served;
  const query = { workspace_id: world.workspaceId, resume_point: "0", v: "2" };
  const stream = await openEventStream(url, { token: bob.token, query });
  await stream.until((all) => all.length > 0);
  const made = await served.as(owner, { type: "channel.create", input: { name: "hidden", kind: "private" } });
  await served.as(owner, message(made.events[0]?.channel_id ?? "", "hidden from bob"));
  await served.as(owner, message(world.generalId, "for all"));
  const end = await head();
  const blocks = await stream.until((all) => all.at(-1)?.id === end);
  expect(blocks.map(({ id }) => id)).toEqual(rangesOf(blocks).map(({ upto }) => upto));
  const told = provenComplete(rangesOf(blocks), "0");
  const { body } = await poll(url, { token: bob.token, query: { limit: "500" } });
  expect(told).toEqual(body.events);
  expect(JSON.stringify(blocks)).not.toContain("hidden from bob");
  stream.close();
});

test("a version 2 socket begins with hello, whatever else there is to tell while the log is read for it", async () => {
  const { app, database, owner, url, world } = served;
  const steady = openSocket(url, { token: owner.token, query: {} });
  await expect.poll(() => app.hub.presenceOf(world.workspaceId, owner.userId)).toBe("online");
  const holder = await database.pool.connect();
  await holder.query("begin; lock table events");
  const query = { v: "2", after_cursor: "0", presence_of: owner.userId };
  const socket = openSocket(url, { token: bob.token, query });
  await expect.poll(async () => (await holder.query(waitingSql)).rows).toEqual([{ waiting: 1 }]);
  const typing = { workspace_id: world.workspaceId, type: "typing.started", channel_id: world.generalId };
  expect((await call(owner.token, "POST", "/api/realtime/ephemeral", typing)).status).toBe(202);
  await holder.query("rollback");
  holder.release();
  const frames = await socket.until((all) => isCaughtUp(all) && all.some(({ type }) => type === "typing.started"));
  expect(frames[0]?.type).toBe("hello");
  expect(frames.flatMap(({ id, type }) => (id?.startsWith("eph_") ? type : []))).toEqual([
    "presence.snapshot",
    "typing.started",
  ]);
  for (const stream of [steady, socket]) stream.socket.terminate();
});

test("silence ends well before the heartbeat that boot and hello promise", async () => {
  const { url, owner } = served;
  const boot = await call(owner.token, "GET", "/api/boot");
  const socket = openSocket(url, { token: owner.token, query: { v: "2" } });
  const [hello] = await socket.until(isCaughtUp);
  expect([boot.body.heartbeat, hello?.heartbeat]).toEqual([limits.heartbeatSeconds, limits.heartbeatSeconds]);
  expect(usualTiming.heartbeatMs + usualTiming.tickMs).toBeLessThan(0.6 * limits.heartbeatSeconds * 1_000);
  socket.socket.close();
});

test("without a workspace's id, boot and streams take the token's workspace, else the oldest membership", async () => {
  const { url, world, owner } = served;
  const person = await served.person("two-workspaces");
  const made = await call(person.token, "POST", "/api/workspaces", { name: "The second one" });
  expect(made.status).toBe(201);
  const bot = await served.bot("of-one-workspace");
  await served.as(owner, message(world.generalId, "in the first one"));
  for (const { token } of [person, bot]) {
    const socket = openSocket(url, { token, query: { v: "2" } });
    const [hello] = await socket.until(isCaughtUp);
    const stream = await openEventStream(url, { token, query: { resume_point: "0", format: "envelope" } });
    const [block] = await stream.until((all) => all.some(({ id }) => id !== null));
    const { body } = await poll(url, { token, query: {} });
    const boot = await call(token, "GET", "/api/boot");
    const ids = [hello?.workspace_id, block?.data?.workspace_id, body.events[0]?.workspace_id, boot.body.workspace?.id];
    expect(ids).toEqual(ids.map(() => world.workspaceId));
    socket.socket.close();
    stream.close();
  }
  const elsewhere = { workspace_id: made.body.workspace.id };
  expect((await poll(url, { token: person.token, query: elsewhere })).status).toBe(200);
  expect((await poll(url, { token: bot.token, query: elsewhere })).status).toBe(404);
});

test("a person in no workspace boots with nothing, and follows nothing", async () => {
  const { url, owner } = served;
  const { token, userId } = await served.person("outside");
  await served.as(owner, { type: "member.remove", input: { user_id: userId } });
  const boot = await call(token, "GET", "/api/boot");
  expect(boot).toMatchObject({ status: 200, body: { workspace: null, events: [], resume_point: 0, workspaces: [] } });
  expect((await openEventStream(url, { token, query: { resume_point: "0" } })).status).toBe(404);
  expect((await poll(url, { token, query: {} })).status).toBe(404);
  expect(await openSocket(url, { token, query: {} }).ended).toBe("1008");
});

test("a long-poll to which nothing happens is answered empty, at the place where its reader stands", async () => {
  const after = await head();
  const { body } = await poll(served.url, { token: bob.token, query: { after_cursor: after, wait: "1" } });
  expect(body).toEqual({ events: [], after, upto: after });
});

test("a tRPC socket runs no mutation and no query", async () => {
  const { url, world } = served;
  const before = await head();
  const { trpc, close } = openTrpc(url, { token: bob.token });
  const input = { channel_id: world.generalId, body: "by a socket" };
  await expect(trpc.messages.send.mutate(input)).rejects.toMatchObject({ data: { httpStatus: 404 } });
  await expect(trpc.me.get.query({})).rejects.toMatchObject({ data: { httpStatus: 404 } });
  expect(await head()).toBe(before);
  close();
});

test("an ephemeral leaves nothing in the log, and is told to nobody who comes later", async () => {
  const { url, world, owner } = served;
  const after_cursor = await head();
  const query = { workspace_id: world.workspaceId, after_cursor, v: "2" };
  const there = openSocket(url, { token: bob.token, query });
  await there.until(isCaughtUp);
  const typing = { type: "typing.started", channel_id: world.generalId };
  const told = await call(owner.token, "POST", "/api/realtime/ephemeral", {
    workspace_id: world.workspaceId,
    ...typing,
  });
  expect(told.status).toBe(202);
  const [heard] = (await there.until((all) => all.some(({ type }) => type === typing.type))).slice(-1);
  expect(told.body.event).toMatchObject(heard ?? {});
  expect(heard).not.toHaveProperty("cursor");
  expect(await head()).toBe(after_cursor);
  const later = openSocket(url, { token: bob.token, query });
  await later.until(isCaughtUp);
  await served.as(owner, message(world.generalId, "the next thing"));
  const frames = await later.until((all) => all.some(({ events }) => events?.length));
  expect(provenComplete(frames, after_cursor).map(({ type }) => type)).toEqual(["message.created"]);
  expect(frames.map(({ type }) => type)).not.toContain(typing.type);
  for (const { socket } of [there, later]) socket.close();
});

const waitingSql = "select count(*)::int as waiting from pg_locks where relation = 'events'::regclass and not granted";

/** The frames that the blocks of a stream hold. */
function rangesOf(blocks: readonly { readonly data: Record<string, unknown> | null }[]): Range[] {
  return blocks.flatMap(({ data }) =>
    data === null ? [] : { after: String(data.after), upto: String(data.upto), events: data.events as readonly Wire[] },
  );
}

import { afterAll, beforeAll, expect, test } from "vitest";
import { bundles } from "../../src/domain/core/scopes";
import type { Ephemeral } from "../../src/domain/ephemerals/rules";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";
import { createInbox, type Inbox, openSocket, openTrpc } from "../support/streams";

let served: Served;
let bob: Person;
let carol: Person;
const closing: (() => void)[] = [];

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  bob = await served.person("bob");
  carol = await served.person("carol");
});

afterAll(async () => {
  for (const close of closing) close();
  await served.close();
});

type Interests = { user_ids?: string[]; conversation_ids?: string[]; read_states?: boolean };

function listen(who: Person, interests: Interests = {}): Promise<Inbox<Ephemeral>> {
  const { trpc, close } = openTrpc(served.url, { token: who.token });
  closing.push(() => void close());
  const inbox = createInbox<Ephemeral>();
  return new Promise((resolve) => {
    trpc.realtime.ephemerals.subscribe(
      { workspace_id: served.world.workspaceId, ...interests },
      {
        onStarted: () => resolve(inbox),
        onData: (heard) => {
          for (const one of heard) inbox.put(one);
        },
        onError: (error) => inbox.end(error.data?.code ?? error.message),
      },
    );
  });
}

async function publish(who: { token: string }, body: Record<string, unknown>): Promise<number> {
  return (await request(who, body)).status;
}

function request(who: { token: string }, body: Record<string, unknown>): Promise<Response> {
  return fetch(`${served.url}/api/realtime/ephemeral`, {
    method: "POST",
    headers: { authorization: `Bearer ${who.token}`, "content-type": "application/json" },
    body: JSON.stringify({ workspace_id: served.world.workspaceId, ...body }),
  });
}

test("typing reaches those who may read the conversation, stamped with who types", async () => {
  const { owner, world } = served;
  const heard = await listen(bob, { user_ids: [] });
  const socket = openSocket(served.url, { token: carol.token, query: {} });
  await socket.opened;
  await heard.until((all) => all.length === 1);
  const forged = { type: "typing.started", channel_id: world.generalId, payload: { user_id: bob.userId } };
  expect(await publish(owner, forged)).toBe(202);
  const [, typing] = await heard.until((all) => all.length === 2);
  expect(typing).toMatchObject({
    type: "typing.started",
    channel_id: world.generalId,
    actor_id: owner.userId,
    payload: { user_id: owner.userId },
  });
  expect(typing?.id).toMatch(/^eph_/);
  expect(typing).not.toHaveProperty("cursor");
  await socket.until((all) => all.some((event) => event.type === "typing.started"));
  socket.socket.close();
});

test("nobody hears from a conversation that they may not read, nor may they speak into it", async () => {
  const { owner, world } = served;
  const made = await served.as(owner, { type: "channel.create", input: { name: "private", kind: "private" } });
  const secret = made.events[0]?.channel_id ?? "";
  const heard = await listen(bob);
  expect(await publish(owner, { type: "typing.started", channel_id: secret })).toBe(202);
  expect(await publish(bob, { type: "typing.started", channel_id: secret })).toBe(404);
  expect(await publish(owner, { type: "typing.stopped", channel_id: world.generalId })).toBe(202);
  const all = await heard.until((items) => items.some((one) => one.type === "typing.stopped"));
  expect(all.map((one) => one.channel_id)).toEqual([world.generalId]);
});

test("an ephemeral names one target, of a type that callers may publish, and is small", async () => {
  const { owner, world } = served;
  const target = { channel_id: world.generalId };
  expect(await publish(owner, { type: "typing.started" })).toBe(422);
  expect(await publish(owner, { type: "typing.started", ...target, direct_conversation_id: "dm_x" })).toBe(422);
  expect(await publish(owner, { type: "channel.read", ...target })).toBe(422);
  expect(await publish(owner, { type: "typing.started", ...target, payload: { text: "x".repeat(9_000) } })).toBe(422);
  expect(await publish(owner, { type: "agent.progress", ...target })).toBe(403);
});

test("progress is told by any bot that may write, and by no other", async () => {
  const { world } = served;
  const heard = await listen(carol);
  const silent = await served.bot("silent", bundles["bot:read"]);
  const agent = await served.bot("agent", bundles["bot:write"]);
  const progress = { type: "agent.progress", channel_id: world.generalId, payload: { turn_id: "t1", op: "append" } };
  expect(await publish(silent, progress)).toBe(403);
  expect(await publish(agent, progress)).toBe(202);
  const [told] = await heard.until((all) => all.length === 1);
  expect(told).toMatchObject({
    type: "agent.progress",
    actor_id: agent.userId,
    payload: { turn_id: "t1", op: "append", user_id: agent.userId },
  });
});

test("presence follows live sockets and opens with how the people asked about stand", async () => {
  const dave = await served.person("dave");
  const heard = await listen(bob, { user_ids: [dave.userId] });
  await heard.until((all) => all.length === 1);
  expect(heard.items[0]).toMatchObject({
    type: "presence.snapshot",
    payload: { people: [{ user_id: dave.userId, status: "offline" }] },
  });
  const socket = openSocket(served.url, { token: dave.token, query: {} });
  await heard.until((all) => all.length === 2);
  expect(await publish(dave, { type: "presence.changed", payload: { status: "away" } })).toBe(202);
  await heard.until((all) => all.length === 3);
  const later = await listen(carol, { user_ids: [dave.userId] });
  const [snapshot] = await later.until((all) => all.length === 1);
  expect(snapshot?.payload.people).toEqual([{ user_id: dave.userId, status: "away" }]);
  socket.socket.close();
  await heard.until((all) => all.length === 4);
  const statuses = heard.items.slice(1).map((one) => [one.type, one.payload.status]);
  expect(statuses).toEqual([
    ["presence.changed", "online"],
    ["presence.changed", "away"],
    ["presence.changed", "offline"],
  ]);
});

test("how somebody is may be said in any words, or none, and beside a conversation", async () => {
  const { world } = served;
  const heard = await listen(carol);
  const place = { channel_id: world.generalId };
  const hints = [
    { payload: { status: "afk" } },
    {},
    { payload: {} },
    { payload: { status: 7, until: "noon" } },
    { ...place, payload: { status: "in a call" } },
    { ...place },
  ];
  for (const hint of hints) expect(await publish(bob, { type: "presence.changed", ...hint })).toBe(202);
  expect(await publish(bob, { type: "presence.changed", ...place, payload: { status: "away" } })).toBe(202);
  expect(await publish(bob, { type: "presence.changed", channel_id: "chn_of_nobody" })).toBe(404);
  const told = await heard.until((all) => all.length === hints.length);
  const user_id = bob.userId;
  expect(told.map(({ type, channel_id, payload }) => ({ type, channel_id, payload }))).toEqual(
    hints.map((hint) => ({
      type: "presence.changed",
      channel_id: "channel_id" in hint ? world.generalId : undefined,
      payload: { ...hint.payload, user_id },
    })),
  );
});

test("read markers open a stream of our own client whole and reach the same person's other devices only", async () => {
  const { world, app, owner } = served;
  const mine = await listen(bob, { read_states: true });
  const others = await listen(carol);
  const [first] = await mine.until((all) => all.length === 1);
  expect(first).toMatchObject({
    type: "read_states.snapshot",
    payload: { read_states: [{ conversation_id: world.generalId }] },
  });
  app.hub.tellUser(bob.userId, world.workspaceId, {
    type: "channel.read",
    channel_id: world.generalId,
    payload: { seq: 3, revision: 2 },
  });
  const [, told] = await mine.until((all) => all.length === 2);
  expect(told).toMatchObject({
    type: "channel.read",
    channel_id: world.generalId,
    payload: { seq: 3, revision: 2, user_id: bob.userId },
  });
  expect(await publish(owner, { type: "typing.started", channel_id: world.generalId })).toBe(202);
  await others.until((all) => all.length === 1);
  expect(others.items.map((one) => one.type)).toEqual(["typing.started"]);
});

test("a person who is removed from the workspace hears no more of it", async () => {
  const erin = await served.person("erin");
  const heard = await listen(erin);
  const typing = { type: "typing.started", channel_id: served.world.generalId };
  await expect
    .poll(async () => {
      await publish(served.owner, typing);
      return heard.items.length;
    })
    .toBeGreaterThan(0);
  await served.as(served.owner, { type: "member.remove", input: { user_id: erin.userId } });
  expect(await heard.ended).toBe("forbidden");
});

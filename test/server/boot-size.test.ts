import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Event } from "../../src/domain";
import { envelopeBytesMax, toWire } from "../../src/domain/core/events";
import { limits } from "../../src/domain/core/limits";
import { weigh } from "../../src/server/hub/feed/delivered";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { chooseConversations } from "../../src/server/queries/boot-choice";
import { asEvents } from "../../src/server/queries/boot-events";
import { bytesWithParts, messageParts, readNewest } from "../../src/server/queries/boot-messages";
import { createMessageCache } from "../../src/server/queries/message-cache";
import { draft, message } from "../support/app";
import { leastCostOf } from "../support/cost";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";

let served: Served;
let mira: Person;
let oldest: string;

/** What a boot may take: so many times what a plain request takes on the same machine in the same run. */
const plainRequestsMax = 60;
const longTopic = "Who is on, who is away and what is left over from the night, with the numbers to call".padEnd(
  140,
  ".",
);

/** Mira is in as many conversations as a client starts with: every tenth is direct. In #general, the oldest, nobody writes. */
beforeAll(async () => {
  served = await serve(await createTestDatabase());
  mira = await served.person("mira");
  const directs = limits.ownConversationsMax / 10;
  const people = await Promise.all(Array.from({ length: directs }, (_, index) => served.person(`person${index}`)));
  oldest = await joinNew(0);
  await Promise.all(Array.from({ length: limits.ownConversationsMax - directs - 2 }, (_, index) => joinNew(1 + index)));
  await Promise.all(people.map(({ userId }) => openDirect(userId)));
});
afterAll(() => served.close());

test("as many conversations as a client starts with are in a boot, whatever is opened", async () => {
  for (const format of ["envelope", "plain"]) {
    const plain = await get(`/api/workspaces/${served.world.workspaceId}`);
    const { text, body, cpuMs } = await boot(`format=${format}`);
    expect(cpuMs / plain.cpuMs).toBeLessThan(plainRequestsMax);
    expect(text.length).toBeLessThanOrEqual(limits.answerBytesMax);
    expect([body.read_states.length, body.more_conversations]).toEqual([limits.ownConversationsMax, false]);
  }
});

test("the opened conversation and the default channel are in a boot, however many are newer", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, index) => joinNew(1_000 + index)));
  const { text, body } = await boot(`format=envelope&conversation=${oldest}`);
  const ids = body.read_states.map(({ conversation_id }) => conversation_id);
  expect([ids.length, body.more_conversations]).toEqual([limits.ownConversationsMax, true]);
  expect(ids).toEqual(expect.arrayContaining([oldest, served.world.generalId]));
  expect(text.length).toBeLessThanOrEqual(limits.answerBytesMax);
});

test("what conversations are thought to take in a boot is what they take, or a fifth more at most", async () => {
  const { store } = await createHotStates(served.database.pool).of(served.world.workspaceId);
  const viewer = { user_id: mira.userId, workspace_id: served.world.workspaceId };
  const own = chooseConversations({ store, viewer, opened: null, bytesMax: limits.answerBytesMax });
  const events = await asEvents(served.database.pool, served.world.workspaceId, own.parts);
  const { body } = await boot("format=envelope");
  const truth = bytesOf(events) + JSON.stringify(body.read_states).length;
  expectClose(own.bytes, truth);
});

test("what messages are thought to take in a boot is what they take, or a fifth more at most", async () => {
  const { owner, world, database } = served;
  const root = await say("short");
  await served.as(mira, {
    type: "thread.reply",
    input: { ...draft("a reply"), root_message_id: root, also_send_to_channel: false },
  });
  await served.as(mira, { type: "reaction.add", input: { message_id: root, emoji: "👍" } });
  const wordy = `@ana1 “${"words 💐 ".repeat(300)}”`;
  const { store } = await createHotStates(database.pool).of(world.workspaceId);
  const ids = [world.generalId];
  for (const id of [root, await say(wordy), await say("y")]) {
    const upto = await createLog(database.pool).head(world.workspaceId);
    const all = await readNewest(database.pool, { store, userId: owner.userId, conversationIds: ids, upto });
    const newest = all.filter((one) => one.id === id || id !== root);
    const messages = await createMessageCache().of(database.pool, store, newest);
    const truth = bytesOf(await asEvents(database.pool, world.workspaceId, messageParts(newest, messages)));
    expectClose(
      newest.reduce((sum, one) => sum + bytesWithParts(store, one), 0),
      truth,
    );
  }
});

test("what an event is thought to take on a stream is what it takes, or little more", async () => {
  const log = createLog(served.database.pool);
  const events = await log.read(served.world.workspaceId, 0, 5_000);
  expect(events.length).toBeGreaterThan(1_000);
  for (const event of events) {
    const more = weigh(event) - Buffer.byteLength(JSON.stringify(toWire(event, { compacted: true })));
    expect([event.type, more >= 0 && more < envelopeBytesMax / 3]).toEqual([event.type, true]);
  }
});

function expectClose(thought: number, truth: number): void {
  expect(thought).toBeGreaterThanOrEqual(truth);
  expect(thought).toBeLessThanOrEqual(truth * 1.2);
}

function bytesOf(events: readonly Event[]): number {
  return events.reduce((sum, event) => sum + Buffer.byteLength(JSON.stringify(toWire(event, { compacted: true }))), 0);
}

const booted = z.looseObject({
  events: z.array(z.record(z.string(), z.unknown())),
  read_states: z.array(z.looseObject({ conversation_id: z.string() })),
  more_conversations: z.boolean(),
});

async function boot(query: string) {
  const { result, cpuMs } = await get(`/api/boot?${query}`);
  return { text: result, cpuMs, body: booted.parse(JSON.parse(result)) };
}

function get(path: string) {
  const headers = { Authorization: `Bearer ${mira.token}`, "Accept-Encoding": "identity" };
  return leastCostOf(3, async () => (await fetch(served.url + path, { headers })).text());
}

async function joinNew(index: number): Promise<string> {
  const input = { name: `north-${index}-handover`, kind: "public", topic: longTopic } as const;
  const { events } = await served.as(served.owner, { type: "channel.create", input });
  const [event] = events;
  if (event?.type !== "channel.created") throw new Error("no channel was made");
  const { channel_id } = event.payload;
  await served.as(mira, { type: "channel.join", input: { channel_id } });
  await served.as(served.owner, message(channel_id, "The list for tomorrow is up."));
  return channel_id;
}

async function openDirect(userId: string): Promise<void> {
  await served.as(mira, { type: "direct.create", input: { member_ids: [userId] } });
}

async function say(body: string): Promise<string> {
  const { events } = await served.as(served.owner, message(served.world.generalId, body));
  const [event] = events;
  if (event?.type !== "message.created") throw new Error("no message was made");
  return event.payload.message_id;
}

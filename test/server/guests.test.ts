import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";
import {
  createInbox,
  openEventStream,
  openSocket,
  openTrpc,
  poll,
  provenComplete,
  type Wire,
} from "../support/streams";

let served: Served;
/** A private channel of the owner, where the guest is. */
let shared: string;
let guest: Person;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  const made = await served.as(served.owner, { type: "channel.create", input: { name: "shared", kind: "private" } });
  shared = made.events[0]?.channel_id ?? "";
  guest = await served.person("gus", "guest");
  const { generalId: channel_id } = served.world;
  await served.as(served.owner, { type: "channel.remove_member", input: { channel_id, user_id: guest.userId } });
  await move("channel.add_member", guest);
});
afterAll(() => served.close());

/** Somebody whose name stands in no other text. */
async function newcomer(): Promise<Person & { readonly name: string }> {
  const name = `name-${randomUUID().slice(0, 13)}`;
  return { ...(await served.person(name)), name };
}

function move(type: "channel.add_member" | "channel.remove_member", { userId }: { readonly userId: string }) {
  return served.as(served.owner, { type, input: { channel_id: shared, user_id: userId } });
}

function rename({ userId }: Person, display_name: string) {
  const input = { display_name, handle: `h-${randomUUID().slice(0, 8)}`, avatar_url: null };
  return served.as({ userId }, { type: "member.update", input });
}

async function get(path: string, who: Person = guest): Promise<string> {
  const response = await fetch(`${served.url}/api${path}`, { headers: { authorization: `Bearer ${who.token}` } });
  return response.text();
}

/** A stream of ranges from now on, to the next words in the shared channel. */
async function follow(who: Person = guest) {
  const { workspaceId } = served.world;
  const socket = openSocket(served.url, { token: who.token, query: { workspace_id: workspaceId, v: "2" } });
  const [hello] = await socket.until((frames) => frames.some((frame) => frame.type === "caught_up"));
  return async (): Promise<readonly Wire[]> => {
    const word = randomUUID();
    await served.as(served.owner, message(shared, word));
    await socket.until((frames) => JSON.stringify(frames).includes(word));
    socket.socket.terminate();
    return provenComplete(socket.items, hello?.cursor ?? "").filter((event) => !JSON.stringify(event).includes(word));
  };
}

const typesOf = (events: readonly Wire[]) => events.map((event) => event.type);

test("nothing that happens to somebody whom a guest does not know is told to them, live, replayed, or by a boot", async () => {
  const { owner, world, url } = served;
  const heard = await follow();
  const start = String(await served.app.log.head(world.workspaceId));
  const zoe = await newcomer();
  await rename(zoe, `${zoe.name}-new`);
  for (const role of ["moderator", "member"] as const)
    await served.as(owner, { type: "member.change_role", input: { user_id: zoe.userId, role } });
  const bot = await served.bot(`${zoe.name}-bot`);
  await served.as(zoe, message(world.generalId, "where the guest is not"));
  await served.as(owner, { type: "bot.delete", input: { bot_id: bot.userId } });
  await served.as(owner, { type: "member.remove", input: { user_id: zoe.userId } });
  expect(await heard()).toEqual([]);
  const query = { workspace_id: world.workspaceId, after_cursor: start, limit: "500" };
  const replayed = await poll(url, { token: guest.token, query });
  const told = JSON.stringify(replayed.body);
  const boots = [await get("/boot"), await get("/boot?format=envelope")].join();
  for (const text of [zoe.name, zoe.userId, bot.userId]) expect(told + boots).not.toContain(text);
  const others = await poll(url, { token: owner.token, query });
  expect(JSON.stringify(others.body)).toContain(`${zoe.name}-new`);
});

test("a guest gets to know whoever joins a conversation of theirs, in the frame that tells of it, and no more of them once they have left", async () => {
  const amy = await newcomer();
  const heard = await follow();
  await move("channel.add_member", amy);
  await rename(amy, `${amy.name}-inside`);
  await move("channel.remove_member", amy);
  await rename(amy, `${amy.name}-outside`);
  const events = await heard();
  const members = { user_id: amy.userId };
  expect(events).toMatchObject([
    { type: "channel.member_added", payload: members },
    { type: "member.joined", compacted: true, payload: { member: members } },
    { type: "member.updated", payload: { member: { ...members, display_name: `${amy.name}-inside` } } },
    { type: "channel.member_removed", payload: members },
  ]);
  const asked = await get(`/users?ids=${amy.userId}`);
  expect(JSON.parse(asked)).toEqual({ users: [] });
});

test("replayed after they have left, the coming and going of somebody is told by the channel alone", async () => {
  const start = String(await served.app.log.head(served.world.workspaceId));
  const ned = await newcomer();
  await move("channel.add_member", ned);
  await rename(ned, `${ned.name}-inside`);
  await served.as(served.owner, { type: "member.remove", input: { user_id: ned.userId } });
  const { body } = await poll(served.url, { token: guest.token, query: { after_cursor: start } });
  expect(typesOf(body.events)).toEqual(["channel.member_added", "channel.member_removed"]);
  expect(JSON.stringify(body)).not.toContain(ned.name);
});

test("a direct conversation makes its people known to a guest, and keeps them known", async () => {
  const { owner } = served;
  const [dot, heard] = [await newcomer(), await follow()];
  await served.as(owner, { type: "direct.create", input: { member_ids: [dot.userId, guest.userId] } });
  await served.as(owner, { type: "member.remove", input: { user_id: dot.userId } });
  const types = typesOf(await heard());
  expect(types.filter((type) => type === "direct.created" || type === "member.removed")).toEqual([
    "direct.created",
    "member.removed",
  ]);
  expect(await get(`/users?ids=${dot.userId}`)).toContain(dot.name);
});

test("the author of a message that a guest can read is named to them after leaving, in messages, boots and plain streams", async () => {
  const { owner, url, world } = served;
  const ivy = await newcomer();
  await move("channel.add_member", ivy);
  const [sent] = (await served.as(ivy, message(shared, "left behind"))).events;
  if (sent?.type !== "message.created") throw new Error("no message");
  const { message_id } = sent.payload;
  await served.as(ivy, { type: "reaction.add", input: { message_id, emoji: "👍" } });
  await move("channel.remove_member", ivy);
  expect(JSON.parse(await get(`/messages/${message_id}`)).message.author.display_name).toBe(ivy.name);
  for (const format of ["plain", "envelope"]) {
    const boot = JSON.parse(await get(`/boot?${new URLSearchParams({ format, conversation: shared })}`));
    expect(JSON.stringify(boot.events)).toContain(ivy.name);
    const people = boot.events.filter((event: { type: string }) => event.type === "member.joined");
    expect(JSON.stringify(people)).not.toContain(ivy.name);
  }
  const resume_point = String(sent.cursor - 1);
  const plain = await openEventStream(url, {
    token: guest.token,
    query: { workspace_id: world.workspaceId, resume_point },
  });
  const blocks = await plain.until((all) => all.some((block) => block.data?.body === "left behind"));
  expect(blocks.some(({ data }) => data?.type === "user" && data.name === ivy.name)).toBe(true);
  plain.close();
  // Somebody who has only reacted is counted, and named to those who know them.
  const reactions = (who: Person) => get(`/messages/${message_id}/reactions`, who);
  expect(JSON.parse(await reactions(guest)).reactions).toMatchObject([
    { user: { id: ivy.userId, display_name: "Unknown" } },
  ]);
  expect(await reactions(owner)).toContain(ivy.name);
});

test("a plain stream introduces to a guest nobody whom they do not know, whatever they did", async () => {
  const { owner, url, world } = served;
  const moe = await newcomer();
  await served.as(owner, { type: "member.change_role", input: { user_id: moe.userId, role: "moderator" } });
  await move("channel.add_member", moe);
  const start = await served.app.log.head(world.workspaceId);
  await served.as(moe, { type: "channel.update", input: { channel_id: shared, topic: "set by somebody" } });
  await move("channel.remove_member", moe);
  await served.as(owner, message(shared, "the end of it"));
  const query = { workspace_id: world.workspaceId, resume_point: String(start) };
  const plain = await openEventStream(url, { token: guest.token, query });
  const blocks = await plain.until((all) => all.some((block) => block.data?.body === "the end of it"));
  expect(JSON.stringify(blocks)).not.toContain(moe.name);
  plain.close();
});

test("a guest gets presence and typing only of people whom they know", async () => {
  const { owner, url, world } = served;
  const pat = await newcomer();
  const { trpc, close } = openTrpc(url, { token: guest.token });
  const heard = createInbox<unknown>();
  const user_ids = [pat.userId, owner.userId];
  trpc.realtime.ephemerals.subscribe({ workspace_id: world.workspaceId, user_ids }, { onData: heard.put });
  await heard.until((all) => JSON.stringify(all).includes("presence.snapshot"));
  const sockets = [pat, owner].map(({ token }) => openSocket(url, { token, query: {} }));
  await heard.until((all) => JSON.stringify(all).includes("online"));
  await Promise.all(sockets.map((socket) => socket.opened));
  const typing = { workspace_id: world.workspaceId, type: "typing.started", channel_id: shared };
  await fetch(`${url}/api/realtime/ephemeral`, {
    method: "POST",
    headers: { authorization: `Bearer ${owner.token}`, "content-type": "application/json" },
    body: JSON.stringify(typing),
  });
  const all = await heard.until((items) => JSON.stringify(items).includes("typing.started"));
  expect(JSON.stringify(all)).toContain(owner.userId);
  expect(JSON.stringify(all)).not.toContain(pat.userId);
  for (const { socket } of sockets) socket.terminate();
  await close();
});

test("rows and state count the same people whom a guest knows", async () => {
  const { workspaces } = served.app.queries;
  const place = { user_id: guest.userId, workspace_id: served.world.workspaceId };
  const page = await workspaces.list({ ...place, workspace_id: null }, { limit: 10 });
  const listed = page.workspaces.find(({ id }) => id === place.workspace_id);
  expect(listed?.member_count).toBe((await workspaces.get(place)).member_count);
});

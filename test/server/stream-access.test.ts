import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Command, definitionOf, eventDefinitions } from "../../src/domain";
import { draft, message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";
import { openEventStream, openSocket, openTrpc, poll, provenComplete, subscribe, type Wire } from "../support/streams";

let served: Served;
let bob: Person;
let carol: Person;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  bob = await served.person("bob");
  carol = await served.person("carol");
});

afterAll(() => served.close());

const bodyOf = (event: Partial<Wire>) => (event.payload?.message as { body?: string } | undefined)?.body;

async function privateChannel(name: string): Promise<string> {
  const made = await served.as(served.owner, { type: "channel.create", input: { name, kind: "private" } });
  return made.events[0]?.channel_id ?? "";
}

async function ranged(who: Person) {
  const socket = openSocket(served.url, {
    token: who.token,
    query: { workspace_id: served.world.workspaceId, v: "2" },
  });
  const [hello] = await socket.until((frames) => frames.some((frame) => frame.type === "caught_up"));
  const events = () => provenComplete(socket.items, hello?.cursor ?? "");
  const untilBody = (body: string) =>
    socket.until((frames) => frames.some((frame) => frame.events?.some((event) => bodyOf(event) === body)));
  return { ...socket, events, untilBody };
}

type Grant = { readonly who: Person; readonly give: Command; readonly introduced: readonly string[] };

/** How each type of event that gives access does so, and what it then introduces. */
const grants: { readonly [type: string]: () => Promise<Grant> } = {
  "channel.member_added": async () => {
    const channel_id = await privateChannel("granted");
    const give = { type: "channel.add_member" as const, input: { channel_id, user_id: carol.userId } };
    return { who: carol, give, introduced: [channel_id] };
  },
  "direct.created": async () => {
    const who = await served.person("heidi");
    const member_ids = [who.userId, bob.userId];
    return {
      who,
      give: { type: "direct.create", input: { member_ids } },
      introduced: [served.owner.userId, bob.userId],
    };
  },
  "member.role_changed": async () => {
    const made = await served.as(served.owner, {
      type: "channel.create",
      input: { name: "granted-to-all", kind: "public" },
    });
    const who = await served.person("ivan", "guest");
    const give = { type: "member.change_role" as const, input: { user_id: who.userId, role: "member" as const } };
    return { who, give, introduced: [made.events[0]?.channel_id ?? ""] };
  },
};

function isGranting(type: string): boolean {
  const { access, audience } = definitionOf(type) ?? {};
  return access === "opens" || access === "role" || (access === "gives" && audience === "conversation");
}

describe("giving access", () => {
  test("brings the channel and its newest message in the frame of the event that gives it, and what follows by itself", async () => {
    const { owner, world } = served;
    const secret = await privateChannel("giving");
    await served.as(owner, message(secret, "old"));
    await served.as(owner, message(secret, "newest before"));
    const socket = await ranged(bob);
    await served.as(owner, { type: "channel.add_member", input: { channel_id: secret, user_id: bob.userId } });
    await served.as(owner, message(secret, "after"));
    await served.as(owner, message(world.generalId, "seam"));
    await socket.untilBody("seam");
    const frame = socket.items.find((one) => one.events?.some((event) => event.type === "channel.member_added"));
    const granting = frame?.events?.[0];
    expect(frame?.events?.slice(0, 3)).toMatchObject([
      { type: "channel.member_added", payload: { user_id: bob.userId } },
      {
        type: "channel.created",
        compacted: true,
        cursor: granting?.cursor,
        payload: { channel: { id: secret, name: "giving" } },
      },
      {
        type: "message.created",
        compacted: true,
        cursor: granting?.cursor,
        payload: { message: { body: "newest before", author: { display_name: "Ana" } } },
      },
    ]);
    expect(socket.events().map(bodyOf).filter(Boolean)).toEqual(["newest before", "after", "seam"]);
    socket.socket.close();
  });

  test("many times within one frame is introduced once, with the last of them", async () => {
    const { owner, url, app, world } = served;
    const again = await privateChannel("again-and-again");
    await served.as(owner, message(again, "newest before"));
    const after_cursor = String(await app.log.head(world.workspaceId));
    const input = { channel_id: again, user_id: carol.userId };
    for (const type of ["channel.add_member", "channel.remove_member", "channel.add_member"] as const)
      await served.as(owner, { type, input });
    const query = { workspace_id: world.workspaceId, v: "2", after_cursor };
    const socket = openSocket(url, { token: carol.token, query });
    await socket.until((frames) => frames.some((frame) => frame.type === "caught_up"));
    const last = Number(after_cursor) + 3;
    expect(provenComplete(socket.items, after_cursor).map(({ type, cursor }) => [type, Number(cursor)])).toEqual([
      ["channel.member_added", last - 2],
      ["channel.member_removed", last - 1],
      ["channel.member_added", last],
      ["channel.created", last],
      ["message.created", last],
    ]);
    socket.socket.close();
  });

  test("is told by its own event alone where frames cover no range, and server-sent events introduce the channel before it", async () => {
    const { owner, url, app, world } = served;
    const secret = await privateChannel("in-one-piece");
    await served.as(owner, message(secret, "canary before"));
    const resume_point = String(await app.log.head(world.workspaceId));
    const query = { workspace_id: world.workspaceId, resume_point };
    const place = { workspace_id: world.workspaceId, after_cursor: resume_point };
    const plain = await openEventStream(url, { token: bob.token, query });
    const envelopes = await openEventStream(url, { token: bob.token, query: { ...query, format: "envelope" } });
    const bare = openSocket(url, { token: bob.token, query: place });
    const waiting = poll(url, { token: bob.token, query: { ...place, wait: "20" } });
    await served.as(owner, { type: "channel.add_member", input: { channel_id: secret, user_id: bob.userId } });
    await served.as(owner, message(secret, "after"));
    const [granting, next] = [1, 2].map((step) => String(Number(resume_point) + step));

    const frames = await bare.until((all) => all.length === 2);
    const told = [
      { cursor: granting, type: "channel.member_added", channel_id: secret },
      { cursor: next, type: "message.created" },
    ];
    expect(frames).toMatchObject(told);
    const { events } = (await waiting).body;
    expect(events).toMatchObject(told.slice(0, events.length));
    expect(events.length).toBeGreaterThan(0);

    const whole = await envelopes.until((all) => all.some((block) => block.id === next));
    expect(whole.map((block) => [block.id, block.data?.type, block.data?.cursor])).toEqual([
      [null, "channel.created", undefined],
      [granting, "channel.member_added", granting],
      [next, "message.created", next],
    ]);
    expect(whole[0]?.data).toMatchObject({
      compacted: true,
      payload: { channel: { id: secret, name: "in-one-piece" } },
    });

    const flat = await plain.until((all) => all.some((block) => block.id === next));
    expect(flat).toMatchObject([
      { id: null, data: { type: "user", event: "created", id: owner.userId } },
      { id: null, data: { type: "conversation", event: "created", id: secret, name: "in-one-piece" } },
      { id: granting, data: { type: "channel", event: "member_added", conversation: secret } },
      { id: next, data: { type: "message", event: "sent", body: "after" } },
    ]);
    const late = await poll(url, { token: bob.token, query: { ...place, limit: "1" } });
    expect(late.body).toMatchObject({ upto: granting, events: told.slice(0, 1) });
    expect(JSON.stringify([bare.items, plain.items, envelopes.items, late])).not.toContain("canary before");
    plain.close();
    envelopes.close();
    bare.socket.close();
  });

  test("to a direct conversation introduces its people and then itself on server-sent events, each once", async () => {
    const { owner, url, app, world } = served;
    const dora = await served.person("dora");
    const resume_point = String(await app.log.head(world.workspaceId));
    const query = { workspace_id: world.workspaceId, resume_point };
    const plain = await openEventStream(url, { token: bob.token, query });
    await served.as(owner, { type: "direct.create", input: { member_ids: [bob.userId, dora.userId] } });
    const blocks = await plain.until((all) => all.some((block) => block.id !== null));
    const people = blocks.slice(0, -1);
    expect(people.map((block) => [block.id, block.data?.type])).toEqual(people.map(() => [null, "user"]));
    expect(people.map((block) => block.data?.id).sort()).toEqual([owner.userId, bob.userId, dora.userId].sort());
    expect(blocks.at(-1)).toMatchObject({ id: String(Number(resume_point) + 1), data: { type: "conversation" } });
    plain.close();
  });

  test("by another role brings the open channels to whoever was a guest, and nothing to others", async () => {
    const { owner, world } = served;
    const made = await served.as(owner, { type: "channel.create", input: { name: "open-to-all", kind: "public" } });
    const open = made.events[0]?.channel_id ?? "";
    const erin = await served.person("erin-the-guest", "guest");
    const frank = await served.person("frank");
    const sockets = await Promise.all([ranged(erin), ranged(frank)]);
    const become = (who: Person, role: "member" | "moderator") =>
      served.as(owner, { type: "member.change_role", input: { user_id: who.userId, role } });
    await become(erin, "member");
    await become(frank, "moderator");
    await become(frank, "member");
    await served.as(owner, message(world.generalId, "all roles given"));
    await Promise.all(sockets.map((socket) => socket.untilBody("all roles given")));
    const [erinGot, frankGot] = sockets.map((socket) => socket.events().filter((event) => event.compacted));
    expect(erinGot?.map((event) => event.channel_id)).toContain(open);
    expect(frankGot?.filter((event) => event.type === "channel.created")).toEqual([]);
    const changes = sockets[1]?.events().filter((event) => event.type === "member.role_changed") ?? [];
    expect(changes.map((event) => event.payload.previous_role)).toEqual(["guest", "member", "moderator"]);
    for (const { socket } of sockets) socket.close();
  });

  test.each(eventDefinitions.map(({ type }) => type).filter(isGranting))(
    "by %s introduces what it makes visible",
    async (type) => {
      const { who, give, introduced } = (await grants[type]?.()) ?? expect.fail(`What does ${type} introduce?`);
      const socket = await ranged(who);
      await served.as(served.owner, give);
      await socket.until((frames) => frames.some((frame) => frame.events?.some((event) => event.type === type)));
      const brought = socket.events().filter((event) => event.compacted);
      expect(brought.map(({ channel_id, payload }) => payload.user_id ?? channel_id)).toEqual(
        expect.arrayContaining([...introduced]),
      );
      socket.socket.close();
    },
  );

  test("opens a direct conversation with its people", async () => {
    const { owner } = served;
    const socket = await ranged(bob);
    await served.as(owner, { type: "direct.create", input: { member_ids: [bob.userId, carol.userId] } });
    await socket.until((frames) =>
      frames.some((frame) => frame.events?.some((event) => event.type === "direct.created")),
    );
    const people = socket.events().filter((event) => event.compacted);
    expect(people.map((event) => event.payload.user_id).sort()).toEqual([owner.userId, carol.userId].sort());
    socket.socket.close();
  });
});

describe("taking access", () => {
  test("tells who is taken out of a channel, and nothing that comes after, live or replayed", async () => {
    const { owner, world, url } = served;
    const secret = await privateChannel("taking");
    await served.as(owner, { type: "channel.add_member", input: { channel_id: secret, user_id: bob.userId } });
    const socket = await ranged(bob);
    await served.as(owner, message(secret, "while inside"));
    await socket.untilBody("while inside");
    await served.as(owner, { type: "channel.remove_member", input: { channel_id: secret, user_id: bob.userId } });
    await served.as(owner, message(secret, "canary after"));
    await served.as(owner, message(world.generalId, "fence"));
    await socket.untilBody("fence");
    const removal = socket.events().find((event) => event.type === "channel.member_removed");
    expect(removal?.payload).toEqual({ channel_id: secret, user_id: bob.userId, last_seq: 1 });
    expect(JSON.stringify(socket.items)).not.toContain("canary after");
    const replay = await poll(url, { token: bob.token, query: { limit: "500" } });
    expect(JSON.stringify(replay.body)).not.toContain("while inside");
    expect(JSON.stringify(replay.body)).not.toContain("canary after");
    socket.socket.close();
  });

  test("hidden events move the range with the next visible frame and never make a frame of their own", async () => {
    const { owner, world } = served;
    const secret = await privateChannel("quiet");
    const socket = await ranged(carol);
    const before = socket.items.length;
    for (let index = 0; index < 5; index += 1) await served.as(owner, message(secret, `hidden ${index}`));
    await served.as(owner, message(world.generalId, "visible"));
    await socket.untilBody("visible");
    const frames = socket.items.slice(before);
    expect(frames).toHaveLength(1);
    expect(Number(frames[0]?.upto) - Number(frames[0]?.after)).toBe(6);
    expect(frames[0]?.events).toHaveLength(1);
    socket.socket.close();
  });

  test("ends the streams of a member who is removed, after telling them", async () => {
    const { owner, url, world } = served;
    const dave = await served.person("dave");
    const socket = await ranged(dave);
    const bare = openSocket(url, { token: dave.token, query: {} });
    await bare.opened;
    const sse = await openEventStream(url, { token: dave.token, query: { resume_point: "0" } });
    const { trpc, close } = openTrpc(url, { token: dave.token });
    const subscription = subscribe(trpc, { workspace_id: world.workspaceId, after: "0" });
    await subscription.until((batches) => batches.length > 0);
    await served.as(owner, { type: "member.remove", input: { user_id: dave.userId } });
    await served.as(owner, message(world.generalId, "canary for dave"));
    expect(await socket.ended).toBe("1008");
    expect(await bare.ended).toBe("1008");
    expect(await sse.ended).toBe("done");
    expect(await subscription.ended).toBe("forbidden");
    expect(socket.events().at(-1)).toMatchObject({ type: "member.removed", payload: { user_id: dave.userId } });
    expect(JSON.stringify([socket.items, bare.items, sse.items, subscription.items])).not.toContain("canary for dave");
    expect(await openSocket(url, { token: dave.token, query: { workspace_id: world.workspaceId } }).ended).toBe("1008");
    expect(
      (await openEventStream(url, { token: dave.token, query: { resume_point: "0", workspace_id: world.workspaceId } }))
        .status,
    ).toBe(404);
    close();
  });

  test("tells a long-poll of the removal of its caller once, and then refuses", async () => {
    const { owner, url, app, world } = served;
    const { workspaceId: workspace_id } = world;
    const gina = await served.person("gina");
    const start = String(await app.log.head(workspace_id));
    const ask = (after_cursor: string, wait = "0") =>
      poll(url, { token: gina.token, query: { workspace_id, after_cursor, wait } });
    const waiting = ask(start, "20");
    await served.as(owner, { type: "member.remove", input: { user_id: gina.userId } });
    await served.as(owner, message(world.generalId, "canary for gina"));
    const farewell = {
      status: 200,
      body: { after: start, events: [{ type: "member.removed", payload: { user_id: gina.userId } }] },
    };
    const told = await waiting;
    expect(told).toMatchObject(farewell);
    expect(await ask(start)).toMatchObject(farewell);
    expect(told.body.upto).toBe(told.body.events[0]?.cursor);
    expect(told.body.events).toHaveLength(1);
    expect((await ask(told.body.upto)).status).toBe(404);
    expect((await ask("900000")).status).toBe(404);
  });

  test("a member who becomes a guest stops hearing what guests may not", async () => {
    const { owner, world } = served;
    const erin = await served.person("erin");
    const made = await served.as(owner, { type: "channel.create", input: { name: "members-only", kind: "public" } });
    const open = made.events[0]?.channel_id ?? "";
    const socket = await ranged(erin);
    await served.as(owner, message(open, "for members"));
    await socket.untilBody("for members");
    await served.as(owner, { type: "member.change_role", input: { user_id: erin.userId, role: "guest" } });
    await served.as(owner, message(open, "canary for guests"));
    await served.as(owner, message(world.generalId, "for all"));
    await socket.untilBody("for all");
    expect(JSON.stringify(socket.items)).not.toContain("canary for guests");
    socket.socket.close();
  });
});

describe("bots", () => {
  test("receive what their token allows", async () => {
    const { owner, world, url } = served;
    const narrow = await served.bot("narrow", ["realtime:read", "channels:read"]);
    const wide = await served.bot("wide");
    const none = await served.bot("none", ["messages:read"]);
    const direct = await served.as(owner, {
      type: "direct.create",
      input: { member_ids: [wide.userId, narrow.userId] },
    });
    const direct_conversation_id = direct.events[0]?.direct_conversation_id ?? "";
    const sockets = [narrow, wide].map((bot) => openSocket(url, { token: bot.token, query: {} }));
    await Promise.all(sockets.map((socket) => socket.opened));
    const input = { ...draft("for wide bots"), channel_id: null, direct_conversation_id };
    const head = await served.app.log.head(world.workspaceId);
    const waiting = poll(url, { token: wide.token, query: { after_cursor: String(head), wait: "20" } });
    await served.as(owner, { type: "message.create", input });
    await served.as(owner, { type: "channel.create", input: { name: "for-bots", kind: "public" } });
    for (const socket of sockets) await socket.until((all) => all.some((event) => event.type === "channel.created"));
    expect(sockets[0]?.items.map((event) => event.type)).toEqual(
      ["channel.created", "channel.member_added"].slice(0, sockets[0]?.items.length),
    );
    expect(JSON.stringify(sockets[1]?.items)).toContain("for wide bots");
    expect(JSON.stringify((await waiting).body)).toContain("for wide bots");
    expect(await openSocket(url, { token: none.token, query: {} }).ended).toBe("1008");
    expect((await poll(url, { token: none.token, query: {} })).status).toBe(403);
    for (const socket of sockets) socket.socket.close();
  });
});

describe("a deleted text", () => {
  test("is in no replay, from memory or from the log", async () => {
    const { owner, world, url } = served;
    const secret = "the-words-that-must-go";
    const head = await served.app.log.head(world.workspaceId);
    const live = await ranged(bob);
    const sent = await served.as(owner, message(world.generalId, secret));
    const event = sent.events[0];
    if (event?.type !== "message.created") throw new Error("no message");
    const { message_id } = event.payload;
    await served.as(owner, { type: "message.update", input: { message_id, body: `${secret} again` } });
    await served.as(bob, {
      type: "message.create",
      input: {
        ...draft("quoting"),
        quoted_message_id: message_id,
        channel_id: world.generalId,
        direct_conversation_id: null,
      },
    });
    await served.as(owner, { type: "message.delete", input: { message_id } });
    await live.until((frames) => frames.some((frame) => frame.events?.some((one) => one.type === "message.deleted")));
    const recent = await poll(url, { token: bob.token, query: { after_cursor: String(head) } });
    const whole = await poll(url, { token: bob.token, query: { limit: "500" } });
    expect(recent.body.events.map((one) => one.type)).toContain("message.deleted");
    for (const { body } of [recent, whole]) expect(JSON.stringify(body)).not.toContain(secret);
    live.socket.close();
  });
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

let served: Served;
let bob: Person;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  bob = await served.person("bob");
});

afterAll(() => served.close());

/** A short life of a workspace: some of it before anybody listens, some after, some of it hidden from Bob. */
async function firstHalf(): Promise<string> {
  const { owner, world } = served;
  const made = await served.as(owner, { type: "channel.create", input: { name: "secret", kind: "private" } });
  const secret = made.events[0]?.channel_id ?? "";
  await served.as(owner, message(secret, "hidden-1"));
  await served.as(owner, message(world.generalId, "one"));
  return secret;
}

async function secondHalf(secret: string): Promise<void> {
  const { owner, world } = served;
  await served.as(bob, message(world.generalId, "two"));
  await served.as(owner, message(secret, "hidden-2"));
  const sent = await served.as(owner, message(world.generalId, "three"));
  const event = sent.events[0];
  if (event?.type !== "message.created") throw new Error("no message");
  await served.as(bob, { type: "reaction.add", input: { message_id: event.payload.message_id, emoji: "👍" } });
  await served.as(owner, { type: "message.delete", input: { message_id: event.payload.message_id } });
  await served.as(owner, message(world.generalId, "last"));
}

const bodyOf = (event: Partial<Wire>) => (event.payload?.message as { body?: string } | undefined)?.body;
const isLast = (event: Partial<Wire>) => bodyOf(event) === "last";

describe("one scripted workspace", () => {
  test("is the same sequence over tRPC, both kinds of WebSocket, both kinds of SSE, and long-poll", async () => {
    const { url, world, app } = served;
    const workspace_id = world.workspaceId;
    const secret = await firstHalf();
    const query = { workspace_id, after_cursor: "0" };
    const { token } = bob;
    const bare = openSocket(url, { token, query });
    const ranged = openSocket(url, { token, query: { ...query, v: "2" } });
    const { trpc, close } = openTrpc(url, { token });
    const subscription = subscribe(trpc, { workspace_id, after: "0" });
    const envelopes = await openEventStream(url, {
      token,
      query: { workspace_id, resume_point: "0", format: "envelope" },
    });
    const plain = await openEventStream(url, { token, query: { workspace_id, resume_point: "0" } });
    await ranged.until((frames) => frames.some((frame) => frame.type === "caught_up"));
    await subscription.until((batches) => batches.length > 0);
    await secondHalf(secret);

    const overBare = await bare.until((frames) => frames.some(isLast));
    const rangeFrames = await ranged.until((frames) => frames.some((frame) => frame.events?.some(isLast)));
    const batches = await subscription.until((all) => all.some((batch) => batch.events.some(isLast)));
    const sse = await envelopes.until((blocks) => blocks.some((block) => isLast(block.data as Partial<Wire>)));
    const flat = await plain.until((blocks) => blocks.some((block) => block.data?.body === "last"));
    const polled = await pollAll(url, token, workspace_id);

    const expected = overBare.map((event) => event.id);
    expect(expected.length).toBeGreaterThan(8);
    expect(overBare.map((event) => Number(event.cursor))).toEqual(
      [...new Set(overBare.map((event) => Number(event.cursor)))].sort((a, b) => a - b),
    );
    expect(provenComplete(rangeFrames, "0").map((event) => event.id)).toEqual(expected);
    expect(provenComplete(batches, "0").map((event) => event.id)).toEqual(expected);
    expect(sse.map((block) => block.data?.id)).toEqual(expected);
    expect(sse.map((block) => block.id)).toEqual(overBare.map((event) => event.cursor));
    expect(flat.filter((block) => block.id !== null).map((block) => block.id)).toEqual(
      overBare.map((event) => event.cursor),
    );
    expect(polled.map((event) => event.id)).toEqual(expected);
    expect(JSON.stringify([overBare, rangeFrames, batches, sse, flat, polled])).not.toContain("hidden-");
    expect((await app.log.read(workspace_id, 0, 1000)).length).toBeGreaterThan(expected.length);
    for (const stream of [bare, ranged]) stream.socket.close();
    envelopes.close();
    plain.close();
    close();
  });

  test("begins a version 2 socket with hello and says when the present is reached", async () => {
    const { url, world } = served;
    const ranged = openSocket(url, { token: bob.token, query: { workspace_id: world.workspaceId, v: "2" } });
    const frames = await ranged.until((all) => all.some((frame) => frame.type === "caught_up"));
    const head = String(await served.app.log.head(world.workspaceId));
    expect(frames).toMatchObject([
      { type: "hello", workspace_id: world.workspaceId, user_id: bob.userId, cursor: head, heartbeat: 30 },
      { type: "caught_up", cursor: head },
    ]);
    ranged.socket.close();
  });

  test("introduces people on a plain stream before what they wrote, without an id", async () => {
    const { url, world, owner } = served;
    const head = await served.app.log.head(world.workspaceId);
    const plain = await openEventStream(url, { token: bob.token, query: { resume_point: String(head) } });
    await served.as(owner, message(world.generalId, "introduce me"));
    const blocks = await plain.until((all) => all.some((block) => block.data?.body === "introduce me"));
    expect(blocks).toMatchObject([
      { id: null, data: { type: "user", event: "created", id: owner.userId, name: "Ana" } },
      {
        id: String(head + 1),
        data: { type: "message", event: "sent", sender: owner.userId, conversation: world.generalId },
      },
    ]);
    plain.close();
  });

  test("lets Last-Event-ID win over resume_point", async () => {
    const { url, world } = served;
    const head = await served.app.log.head(world.workspaceId);
    const stream = await openEventStream(url, {
      token: bob.token,
      query: { resume_point: "0" },
      headers: { "Last-Event-ID": String(head - 1) },
    });
    const blocks = await stream.until((all) => all.some((block) => block.id !== null));
    expect(blocks.find((block) => block.id !== null)?.id).toBe(String(head));
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    expect(stream.headers.get("x-accel-buffering")).toBe("no");
    stream.close();
  });

  test("holds a long-poll until there is an event, and tells the tail from before the page", async () => {
    const { url, world, owner } = served;
    const head = await served.app.log.head(world.workspaceId);
    const query = { workspace_id: world.workspaceId, after_cursor: String(head), wait: "20", include_tail: "true" };
    const waiting = poll(url, { token: bob.token, query });
    await served.as(owner, message(world.generalId, "worth the wait"));
    const { body } = await waiting;
    expect(body.events.map(bodyOf)).toEqual(["worth the wait"]);
    expect(body).toMatchObject({ after: String(head), upto: String(head + 1) });
    expect(Number(body.tail_cursor)).toBeGreaterThanOrEqual(head);
  });
});

describe("a place that is not in the log", () => {
  // I10
  test("is refused on every transport", async () => {
    const { url, world } = served;
    const { token } = bob;
    const workspace_id = world.workspaceId;
    for (const cursor of ["900000", "1000000000001"]) {
      expect(await openSocket(url, { token, query: { workspace_id, after_cursor: cursor } }).ended).toBe("4001");
      expect(await openSocket(url, { token, query: { workspace_id, after_cursor: cursor, v: "2" } }).ended).toBe(
        "4001",
      );
      expect((await openEventStream(url, { token, query: { resume_point: cursor } })).status).toBe(410);
      expect(await poll(url, { token, query: { workspace_id, after_cursor: cursor } })).toMatchObject({
        status: 410,
        body: { code: "cursor_gone" },
      });
      const { trpc, close } = openTrpc(url, { token });
      expect(await subscribe(trpc, { workspace_id, after: cursor }).ended).toBe("cursor_gone");
      close();
    }
  });

  test("is 400 when it never was a cursor, and an event stream needs one", async () => {
    const { url, world } = served;
    const { token } = bob;
    expect((await openEventStream(url, { token, query: {} })).status).toBe(400);
    expect((await openEventStream(url, { token, query: { resume_point: "soon" } })).status).toBe(400);
    expect(
      (await openEventStream(url, { token, query: { resume_point: "0" }, headers: { "Last-Event-ID": "-1" } })).status,
    ).toBe(400);
    for (const bad of [{ resume_point: "1".repeat(65) }, { workspace_id: "w".repeat(65) }, { workspace_id: "\0" }])
      expect((await openEventStream(url, { token, query: { resume_point: "0", ...bad } })).status).toBe(400);
    expect((await poll(url, { token, query: { after_cursor: "cur-1" } })).status).toBe(400);
    expect((await poll(url, { token, query: { limit: "501" } })).status).toBe(422);
    expect((await poll(url, { token, query: { wait: "26" } })).status).toBe(422);
    expect(await openSocket(url, { token, query: { workspace_id: world.workspaceId, after_cursor: "x" } }).ended).toBe(
      "HTTP 400",
    );
  });
});

async function pollAll(url: string, token: string, workspace_id: string): Promise<readonly Wire[]> {
  const pages: Range[] = [];
  for (let after = "0"; ; ) {
    const { body } = await poll(url, { token, query: { workspace_id, after_cursor: after, limit: "3" } });
    pages.push(body);
    if (body.events.length === 0) return provenComplete(pages, "0");
    after = body.upto;
  }
}

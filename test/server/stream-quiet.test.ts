import { afterAll, beforeAll, expect, test } from "vitest";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";
import { openEventStream, openSocket, openTrpc, provenComplete, subscribe } from "../support/streams";

let served: Served;
let bob: Person;
let secret: string;

beforeAll(async () => {
  served = await serve(await createTestDatabase(), {}, { tickMs: 20, heartbeatMs: 150, stalledMs: 300 });
  bob = await served.person("bob");
  const made = await served.as(served.owner, { type: "channel.create", input: { name: "secret", kind: "private" } });
  secret = made.events[0]?.channel_id ?? "";
});

afterAll(() => served.close());

test("silence is broken by heartbeats that carry readers over what is hidden from them", async () => {
  const { url, world, owner, app } = served;
  const head = String(await app.log.head(world.workspaceId));
  const { token } = bob;
  const ranged = openSocket(url, { token, query: { v: "2", after_cursor: head } });
  const bare = openSocket(url, { token, query: { after_cursor: head } });
  const sse = await openEventStream(url, { token, query: { resume_point: head } });
  const { trpc, close } = openTrpc(url, { token });
  const subscription = subscribe(trpc, { workspace_id: world.workspaceId, after: head });
  await ranged.until((frames) => frames.some((frame) => frame.type === "caught_up"));
  await subscription.until((batches) => batches.length === 1);
  await served.as(owner, message(secret, "hidden"));
  const after = String(Number(head) + 1);
  const frames = await ranged.until((all) => all.at(-1)?.upto === after);
  const batches = await subscription.until((all) => all.at(-1)?.upto === after);
  const blocks = await sse.until((all) => all.some((block) => block.id !== null) && all.at(-1)?.data !== null);
  expect(provenComplete(frames, head)).toEqual([]);
  expect(provenComplete(batches, head)).toEqual([]);
  const place = blocks.findIndex((block) => block.id !== null);
  expect(blocks.slice(place, place + 2)).toEqual([
    { id: after, data: null },
    { id: null, data: { type: "heartbeat" } },
  ]);
  await ranged.until((all) => all.filter((frame) => frame.upto === after).length > 2);
  expect(bare.items).toEqual([]);
  for (const { socket } of [ranged, bare]) socket.close();
  sse.close();
  close();
});

test("a receiver that takes nothing for too long is refused, however little there is to take", async () => {
  const { world, owner, app } = served;
  const viewer = { user_id: bob.userId, workspace_id: world.workspaceId, credential_id: bob.sessionId, scopes: null };
  const gone = new AbortController();
  const never = new Promise<void>(() => undefined);
  const stream = app.hub.stream(viewer, await app.hub.head(viewer), { signal: gone.signal, drained: () => never });
  await stream.next();
  await served.as(owner, message(world.generalId, "one"));
  await expect(stream.next()).rejects.toMatchObject({ code: "rate_limited" });
});

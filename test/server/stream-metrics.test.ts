import { afterAll, beforeAll, expect, test } from "vitest";
import { createExecute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { message, testContext } from "../support/app";
import { createTestDatabase } from "../support/database";
import { scrape, scrapeUntil } from "../support/metrics";
import { type Served, serve } from "../support/served";
import { openEventStream, openSocket, openTrpc, poll, subscribe } from "../support/streams";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase(), {}, { tickMs: 20, pollMs: 20 });
});

afterAll(() => served.close());

test("streams are told by transport while they last, what they are given, and why they ended", async () => {
  const { url, world, app } = served;
  const [leaving, revoked] = [await served.person("leaving"), await served.person("revoked")];
  const head = String(await app.log.head(world.workspaceId));
  const socket = openSocket(url, { token: revoked.token, query: {} });
  await socket.opened;
  const sse = await openEventStream(url, { token: leaving.token, query: { resume_point: head } });
  const { trpc, close } = openTrpc(url, { token: leaving.token });
  const subscription = subscribe(trpc, { workspace_id: world.workspaceId, after: head });
  const polled = poll(url, { token: leaving.token, query: { after_cursor: head, wait: "20" } });
  const transports = ["websocket", "sse", "trpc", "long_poll"];
  const open = await scrapeUntil(served, (read) =>
    transports.every((transport) => read("parley_streams", { transport }) === 1),
  );
  expect(open("parley_sockets", { protocol: "plain" })).toBe(1);
  expect(open("parley_sockets", { protocol: "trpc" })).toBe(1);

  await world.as(world.ownerId, message(world.generalId, "to everybody"));
  await Promise.all([socket.until((frames) => frames.length > 0), polled]);
  await subscription.until((batches) => batches.some(({ events }) => events.length > 0));
  await sse.until((blocks) => blocks.some(({ data }) => data?.event === "sent"));
  const told = await scrape(served);
  expect(told("parley_delivered_events_total") - open("parley_delivered_events_total")).toBe(3);
  expect(told("parley_deliveries_total") - open("parley_deliveries_total")).toBeGreaterThanOrEqual(3);
  expect(told("parley_fanout_duration_seconds_count")).toBeGreaterThan(0);

  await app.auth.sessions.end(revoked.userId, revoked.sessionId);
  sse.close();
  close();
  const ended = await scrapeUntil(served, (read) => read("parley_streams") === 0 && read("parley_sockets") === 0);
  const count = (transport: string, reason: string) => ended("parley_streams_ended_total", { transport, reason });
  expect(count("websocket", "revoked")).toBe(1);
  expect(["sse", "trpc", "long_poll"].map((transport) => count(transport, "left"))).toEqual([1, 1, 1]);
});

test("handshakes are told by their result", async () => {
  const refused = openSocket(served.url, { query: {}, headers: { origin: "https://elsewhere.example.org" } });
  expect(await refused.ended).toBe("HTTP 403");
  const read = await scrape(served);
  expect(read("parley_socket_handshakes_total", { protocol: "plain", result: "cross_site" })).toBe(1);
  expect(read("parley_socket_handshakes_total", { protocol: "plain", result: "accepted" })).toBe(1);
});

test("what another process appends is told by how late it came, and reading the log by what for", async () => {
  const { database, world, owner, url } = served;
  const socket = openSocket(url, { token: owner.token, query: {} });
  await socket.opened;
  // What this process appends is read, too, when it looks at the database just before its own bell rings.
  const before = await scrape(served);
  const other = createExecute(testContext(database), {
    log: createLog(database.pool),
    states: createHotStates(database.pool),
  });
  const command = message(world.generalId, "from another process");
  await other.execute(world.workspaceId, command, { actor: { user_id: world.ownerId } });
  await other.close();
  await socket.until((frames) => frames.length > 0);
  const resumed = openSocket(url, { token: owner.token, query: { after_cursor: "0" } });
  await resumed.until((frames) => frames.length > 2);
  const read = await scrapeUntil(served, (now) => now("parley_log_read_events_sum", { purpose: "resume" }) > 2);
  const more = (...of: Parameters<typeof read>) => read(...of) - before(...of);
  expect(more("parley_tail_arrival_delay_seconds_count")).toBe(1);
  expect(more("parley_log_read_events_sum", { purpose: "catch_up" })).toBe(1);
  expect(read("parley_tail_lag_events")).toBeLessThanOrEqual(1);
  socket.socket.terminate();
  resumed.socket.terminate();
});

test("ephemerals that nobody took are told", async () => {
  const { app, owner, world } = served;
  const place = { workspace_id: world.workspaceId, credential_id: owner.sessionId, scopes: null };
  const slow = await served.person("slow");
  const over = new AbortController();
  const listening = app.hub.ephemerals({ ...place, user_id: slow.userId }, { user_ids: [] }, over.signal);
  await listening.next();
  for (let index = 0; index < 210; index += 1) {
    const typing = { type: "typing.started" as const, channel_id: world.generalId, payload: {} };
    await app.hub.publish({ ...place, user_id: owner.userId }, { ...typing, workspace_id: world.workspaceId });
  }
  expect((await scrape(served))("parley_ephemerals_dropped_total", { reason: "queue_full" })).toBe(10);
  over.abort();
  await listening.return(undefined);
});

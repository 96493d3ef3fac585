import { once } from "node:events";
import { request } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Database } from "../../src/server/db/client";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { scrapeUntil } from "../support/metrics";
import { type LogLine, type Served, serve } from "../support/served";
import { openSocket } from "../support/streams";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase(), { LOG_LEVEL: "debug" });
});

afterEach(() => vi.restoreAllMocks());

afterAll(() => served.close());

/** The lines of one request, once there is one. */
async function linesOf(requestId: string, count = 1): Promise<readonly LogLine[]> {
  const isOfIt = (line: LogLine) => line.request_id === requestId;
  return (await served.logged.until((lines) => lines.filter(isOfIt).length >= count)).filter(isOfIt);
}

function as(token: string, requestId: string) {
  return { authorization: `Bearer ${token}`, "x-request-id": requestId, "content-type": "application/json" };
}

describe("a request", () => {
  test("is one line with its id, operation, status, duration and caller", async () => {
    const { url, owner, world } = served;
    const response = await fetch(`${url}/api/channels/${world.generalId}/messages`, {
      method: "POST",
      headers: as(owner.token, "a-write"),
      body: JSON.stringify({ body: "nobody else's business" }),
    });
    expect([response.status, response.headers.get("x-request-id")]).toEqual([201, "a-write"]);
    expect(await linesOf("a-write")).toEqual([
      {
        level: "debug",
        time: expect.any(Number),
        pid: process.pid,
        hostname: expect.any(String),
        msg: "request answered",
        request_id: "a-write",
        operation: "messages.send",
        user_id: owner.userId,
        status: 201,
        duration_ms: expect.any(Number),
      },
    ]);
  });

  test("over tRPC names every operation that it asked for", async () => {
    const { url, owner } = served;
    await fetch(`${url}/api/trpc/workspaces.list,me.get?batch=1`, { headers: as(owner.token, "a-batch") });
    expect(await linesOf("a-batch")).toMatchObject([{ operation: "workspaces.list,me.get", user_id: owner.userId }]);
  });

  test("without an id of its own is given one, which is in the answer, the refusal and the log", async () => {
    const response = await fetch(`${served.url}/api/me`);
    const { request_id } = await response.json();
    expect(request_id).toMatch(/^req_[0-9a-f]{32}$/u);
    expect(response.headers.get("x-request-id")).toBe(request_id);
    expect(await linesOf(request_id)).toMatchObject([{ operation: "me.get", status: 401, user_id: null }]);
  });

  test("that took long is a warning", async () => {
    const { url, owner, world } = served;
    const clock = performance.now.bind(performance);
    const path = `${url}/api/channels/${world.generalId}/messages`;
    const slow = request(path, { method: "POST", headers: as(owner.token, "a-slow-one") });
    slow.flushHeaders();
    await scrapeUntil(served, (read) => read("parley_http_requests_in_flight") === 1);
    vi.spyOn(performance, "now").mockImplementation(() => clock() + 5_000);
    slow.end(JSON.stringify({ body: "at last" }));
    await once(slow, "response");
    expect(await linesOf("a-slow-one")).toMatchObject([{ level: "warn", msg: "a request was slow", status: 201 }]);
  });

  test("that was meant to wait is none", async () => {
    const { url, owner, app, world } = served;
    const clock = performance.now.bind(performance);
    const head = await app.log.head(world.workspaceId);
    const query = new URLSearchParams({ after_cursor: String(head), wait: "20" });
    const polled = fetch(`${url}/api/realtime/events?${query}`, { headers: as(owner.token, "a-poll") });
    await scrapeUntil(served, (read) => read("parley_streams", { transport: "long_poll" }) === 1);
    vi.spyOn(performance, "now").mockImplementation(() => clock() + 5_000);
    await world.as(world.ownerId, message(world.generalId, "now"));
    expect((await polled).status).toBe(200);
    expect(await linesOf("a-poll")).toMatchObject([{ level: "debug", msg: "request answered" }]);
  });

  test("that failed through a fault of ours is told with the cause, and the caller is not", async () => {
    const { url, owner, app } = served;
    vi.spyOn(app.queries.workspaces, "list").mockRejectedValue(new Error("the cellar is flooded"));
    const response = await fetch(`${url}/api/workspaces`, { headers: as(owner.token, "a-fault") });
    expect(await response.text()).not.toContain("cellar");
    expect(await linesOf("a-fault", 2)).toMatchObject([
      { level: "error", operation: "workspaces.list", err: { message: "the cellar is flooded" } },
      { level: "warn", status: 500 },
    ]);
  });
});

test("a socket is told when it opens and when it closes, under the id of its request", async () => {
  const { url, owner } = served;
  const socket = openSocket(url, { token: owner.token, query: {}, headers: { "x-request-id": "a-socket" } });
  await socket.opened;
  socket.socket.close(1000);
  expect(await linesOf("a-socket", 2)).toMatchObject([
    { msg: "socket opened", user_id: owner.userId, path: "/api/realtime/ws" },
    { msg: "socket closed", close_code: 1000 },
  ]);
});

test("an append that loses the database names the requests that it was for", async () => {
  const { url, world, owner, database } = served;
  const holder = await database.pool.connect();
  await holder.query("begin");
  await holder.query("select head from workspace_heads where workspace_id = $1 for update", [world.workspaceId]);
  const answered = fetch(`${url}/api/channels/${world.generalId}/messages`, {
    method: "POST",
    headers: as(owner.token, "a-lost-one"),
    body: JSON.stringify({ body: "sent in spite of it" }),
  });
  await cutWaitingAppend(database);
  await holder.query("commit");
  holder.release();
  expect((await answered).status).toBe(201);
  const said = (line: LogLine) => line.msg === "lost the database during an append";
  const lines = await served.logged.until((all) => all.some(said));
  expect(lines.find(said)).toMatchObject({ level: "warn", request_ids: ["a-lost-one"] });
});

/** Ends the connection on which an append waits for the head, once there is one. */
async function cutWaitingAppend({ pool }: Database): Promise<void> {
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'parley append' and wait_event_type = 'Lock'`;
  while ((await pool.query(cut)).rowCount === 0);
}

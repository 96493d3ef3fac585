import { readFileSync } from "node:fs";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildHeader } from "../../src/build";
import { running } from "../../src/running";
import { message } from "../support/app";
import { createTestDatabase } from "../support/database";
import { readMetrics, type Scrape, scrape, scrapeUntil } from "../support/metrics";
import { metricsToken, type Served, serve } from "../support/served";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase(), { PARLEY_LOCAL_TOKENS: "1" });
});

afterAll(() => served.close());

describe("who may read", () => {
  test("a caller with the token may, and gets Prometheus's text format", async () => {
    const response = await fetch(`${served.url}/metrics`, { headers: { authorization: `Bearer ${metricsToken}` } });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    for (const line of (await response.text()).split("\n"))
      expect(line).toMatch(/^(|# (HELP|TYPE) .+|\w+(\{[^}]*\})? (\S+))$/u);
  });

  test.each([
    ["from this machine, straight to a local name", {}],
    ["by another name", { host: "chat.example.org" }],
    ["through a proxy", { "x-forwarded-for": "203.0.113.7" }],
    ["with a wrong token", { authorization: "Bearer another-token-altogether" }],
    ["with a session", () => ({ authorization: `Bearer ${served.owner.token}` })],
  ])("somebody who comes %s is told that the metrics need their token", async (_how, given) => {
    const headers = typeof given === "function" ? given() : given;
    const refused = await get("/metrics", headers);
    expect(refused).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(refused.body.error).toContain("token");
    expect(JSON.stringify(refused.body)).not.toContain(metricsToken);
  });

  test("the token opens it from anywhere", async () => {
    const headers = {
      host: "chat.example.org",
      "x-forwarded-for": "203.0.113.7",
      authorization: `Bearer ${metricsToken}`,
    };
    expect((await get("/metrics", headers)).status).toBe(200);
  });
});

test("an append is told by its size and by where its time went", async () => {
  const before = await scrape(served);
  const { world } = served;
  const sent = Array.from({ length: 10 }, (_, index) =>
    world.as(world.ownerId, message(world.generalId, `message ${index}`)),
  );
  await Promise.all(sent);
  const after = await scrape(served);
  const grown = (name: string, labels?: Record<string, string>) => after(name, labels) - before(name, labels);
  expect(grown("parley_append_batch_commands_sum")).toBe(10);
  expect(grown("parley_append_batch_events_sum")).toBe(10);
  const appends = grown("parley_append_duration_seconds_count");
  expect(appends).toBeLessThan(10);
  for (const phase of ["queue", "connect", "decide", "commit"])
    expect(grown("parley_append_phase_duration_seconds_count", { phase })).toBe(appends);
  // Only a process that does not know the head loads it first, as this one did when it was new.
  expect(after("parley_append_phase_duration_seconds_count", { phase: "load" })).toBeGreaterThan(0);
  expect(grown("parley_append_phase_duration_seconds_sum")).toBeCloseTo(grown("parley_append_duration_seconds_sum"), 2);
  expect(after("parley_commands_waiting")).toBe(0);
});

test("an append that stands still shows while it does: how many wait, for how long, and who is in the way", async () => {
  const { world, database } = served;
  const other = await database.pool.connect();
  await other.query("begin");
  await other.query("select head from workspace_heads where workspace_id = $1 for update", [world.workspaceId]);
  const send = (body: string) => world.as(world.ownerId, message(world.generalId, body));
  const stuck = send("stuck");
  const isUnderWay = (read: Scrape) =>
    read("parley_command_oldest_seconds") > 0 && read("parley_commands_waiting") === 0;
  const before = await scrapeUntil(served, isUnderWay);
  const behind = send("behind");
  const during = await scrapeUntil(served, (read) => read("parley_commands_waiting") === 1);
  expect(during("parley_command_oldest_seconds")).toBeGreaterThan(before("parley_command_oldest_seconds"));
  const appends = "parley_append_duration_seconds_count";
  expect(during(appends)).toBe(before(appends));
  expect(during("parley_database_waiting", { pool: "append" }), "the pool is not to blame").toBe(0);
  const [, query = ""] = /```sql\n([\s\S]*?)```/u.exec(readFileSync("docs/observability.md", "utf8")) ?? [];
  const { rows } = await database.pool.query(query);
  expect(rows.filter(({ blocked_by }) => blocked_by.length > 0)).toMatchObject([{ application_name: "parley append" }]);
  await other.query("commit");
  other.release();
  await Promise.all([stuck, behind]);
  const after = await scrape(served);
  expect([after("parley_command_oldest_seconds"), after("parley_commands_waiting")]).toEqual([0, 0]);
});

test("refused and repeated commands are counted apart", async () => {
  const { world } = served;
  const send = (body: string) => world.as(world.ownerId, message(world.generalId, body, "once"), body);
  await send("once");
  const before = await scrape(served);
  await send("once");
  await expect(send("another")).rejects.toMatchObject({ code: "nonce_conflict" });
  const after = await scrape(served);
  expect(after("parley_commands_replayed_total") - before("parley_commands_replayed_total")).toBe(1);
  expect(after("parley_commands_refused_total", { code: "nonce_conflict" })).toBe(1);
});

test("requests are told by operation and class of status, whatever they name", async () => {
  const { owner, world, url } = served;
  const headers = { authorization: `Bearer ${owner.token}`, "content-type": "application/json" };
  const path = `/api/channels/${world.generalId}/messages`;
  await fetch(url + path, { method: "POST", headers, body: JSON.stringify({ body: "hello" }) });
  await fetch(url + path, { method: "POST", headers, body: "{}" });
  await fetch(`${url}/api/channels/chn_nowhere/messages`, { headers });
  await fetch(`${url}/api/nowhere/at/all`, { headers });
  await fetch(`${url}/api/trpc/workspaces.list`, { headers });
  await fetch(`${url}/api/trpc/workspaces.list,me.get?batch=1&input=%7B%7D`, { headers });
  const name = "parley_http_request_duration_seconds_count";
  const read = await scrapeUntil(served, (now) => now(name, { door: "trpc", operation: "batch" }) > 0);
  expect(read(name, { door: "rest", operation: "messages.send", status: "2xx" })).toBe(1);
  expect(read(name, { door: "rest", operation: "messages.send", status: "4xx" })).toBe(1);
  expect(read(name, { door: "rest", operation: "messages.list", status: "4xx" })).toBe(1);
  expect(read(name, { door: "rest", operation: "unknown", status: "4xx" })).toBeGreaterThan(0);
  expect(read(name, { door: "trpc", operation: "workspaces.list", status: "2xx" })).toBe(1);
  expect(read("parley_operation_duration_seconds_count", { operation: "workspaces.list" })).toBe(2);
  expect(read("parley_http_admission_duration_seconds_count")).toBeGreaterThan(5);
});

test("both pools tell how full they are and how long one waits for them", async () => {
  const read = await scrape(served);
  for (const pool of ["common", "append"]) {
    expect(read("parley_database_connections", { pool })).toBeGreaterThan(0);
    expect(read("parley_database_connections_max", { pool })).toBeGreaterThan(1);
    expect(read("parley_database_waiting", { pool })).toBe(0);
    expect(read("parley_database_connection_wait_seconds_count", { pool })).toBeGreaterThan(0);
  }
});

test("boot and every answer to the web app name the build of the server", async () => {
  const headers = { authorization: `Bearer ${served.owner.token}` };
  const boot = await (await fetch(`${served.url}/api/boot`, { headers })).json();
  expect(boot).toMatchObject({ version: running.version, build: running.build });
  for (const call of ["workspaces.list", "workspaces.list,me.get?batch=1", "there.is_none"]) {
    const answer = await fetch(`${served.url}/api/trpc/${call}`, { headers });
    expect(answer.headers.get(buildHeader)).toBe(running.build);
  }
});

test("the process tells how busy its event loop is", async () => {
  const read = await scrape(served);
  expect(read("parley_event_loop_active_seconds_total")).toBeGreaterThan(0);
  expect(read("nodejs_eventloop_lag_p99_seconds")).toBeGreaterThan(0);
  expect(read("process_resident_memory_bytes")).toBeGreaterThan(0);
});

test("no series names a workspace, a channel, a person or a message", async () => {
  const text = await readMetrics(served.url);
  expect(text).not.toMatch(/"(wsp|chn|usr|msg|evt|dir)_/u);
});

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

/** `fetch` does not let one choose the host. */
function get(path: string, headers: Record<string, string | undefined>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(served.url + path, { headers }, async (response) => {
      const chunks = await response.toArray();
      const text = Buffer.concat(chunks).toString();
      resolve({ status: response.statusCode ?? 0, body: text.startsWith("{") ? JSON.parse(text) : {} });
    });
    asked.on("error", reject).end();
  });
}

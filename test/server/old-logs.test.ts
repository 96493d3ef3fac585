import { expect, onTestFinished, test } from "vitest";
import { definitionOf, reduce } from "../../src/domain";
import type { WireEnvelope } from "../../src/domain/core/envelope.schema";
import { fromWire } from "../../src/domain/core/events";
import { MemoryStore } from "../../src/domain/state";
import type { Database } from "../../src/server/db/client";
import { verifyLogs } from "../../src/server/log/verify";
import { message } from "../support/app";
import { restoreInto, takeBackup } from "../support/backup";
import { createTestDatabase } from "../support/database";
import { keptLogs, loadKeptLog } from "../support/kept-logs";
import type { KeptLog } from "../support/log-story";
import { beforeSecondVersion, defineSecondVersion, gained } from "../support/second-version";
import { openServer, openSession } from "../support/served";
import { openSocket, type SocketFrame } from "../support/streams";

const newest = [...keptLogs.values()].at(-1);
if (!newest) throw new Error("no kept log");

const ana = "usr_ana";
const workspaceId = "wsp_test";
const generalId = String(newest.tables.channels?.[0]?.id);

test.each([...keptLogs])("the log %s verifies, boots and replays over a stream", async (_name, log) => {
  const { database, told, server } = await served(log);
  expect(await verifyLogs(database.pool)).toMatchObject({ events: log.events.length, differences: [] });
  const events = await told();
  expect(events.map(({ cursor }) => Number(cursor))).toEqual(log.events.map(({ cursor }) => cursor));
  for (const { type, v } of events) expect(v).toBe(definitionOf(type)?.reads);
  const folded = new MemoryStore();
  for (const event of events) folded.apply(reduce(folded, fromWire(event)));
  const { events: booted } = await server.app.queries.boot.snapshot(
    { user_id: ana, workspace_id: workspaceId },
    generalId,
  );
  const bodies = booted.flatMap((event) => (event.type === "message.created" ? event.payload.message : []));
  expect(bodies.length).toBeGreaterThan(0);
  for (const { id, body } of bodies) expect(folded.get("message", id)?.body).toBe(body);
});

test("a log from before a message had a field verifies, boots and replays with what the upcast gives it", async () => {
  onTestFinished(defineSecondVersion({ writes: 2 }));
  const { database, told, server } = await served(beforeSecondVersion(newest));
  expect((await verifyLogs(database.pool)).differences).toEqual([]);
  const created = (await told()).filter(({ type }) => type === "message.created");
  expect(created.map(({ v, payload }) => [v, runtimeIn(payload)])).toEqual(created.map(() => [2, gained]));
  const { events } = await server.app.queries.boot.snapshot({ user_id: ana, workspace_id: workspaceId }, generalId);
  const booted = events.filter(({ type }) => type === "message.created");
  expect(booted.length).toBeGreaterThan(0);
  for (const { v } of booted) expect(v).toBe(2);
  await server.app.execute(workspaceId, message(generalId, "new"), { actor: { user_id: ana } });
  expect(await lastCreated(database)).toMatchObject({ v: 2, payload: { message: { author_runtime: null } } });
  expect((await verifyLogs(database.pool)).differences).toEqual([]);
});

test("a build that has no upcast for that field finds the log and its tables different", async () => {
  const database = await loaded(beforeSecondVersion(newest));
  const { differences } = await verifyLogs(database.pool);
  expect(differences.join()).toContain("author_runtime");
});

test("the release before a version is written reads it already, and writes what the one before it reads", async () => {
  onTestFinished(defineSecondVersion({ writes: 1 }));
  const { database, told, server } = await served(beforeSecondVersion(newest));
  const done = await server.app.execute(workspaceId, message(generalId, "new"), { actor: { user_id: ana } });
  expect(done.events).toMatchObject([{ v: 2, payload: { message: { author_runtime: gained } } }]);
  const row = await lastCreated(database);
  expect(row).toMatchObject({ v: 1, payload: { message: { body: "new" } } });
  expect(row?.payload.message).not.toHaveProperty("author_runtime");
  expect(runtimeIn((await told()).at(-1)?.payload)).toBe(gained);
  expect((await verifyLogs(database.pool)).differences).toEqual([]);
});

test("what a newer build has written stops every reader with one code, and is folded by none", async () => {
  const { database, server, token, follow } = await served(newest);
  const live = follow(String(newest.events.length));
  await live.until((frames) => frames.some(({ type }) => type === "caught_up"));
  await appendNewer(database);
  await expect(live.ended).resolves.toBe("1012");
  expect(live.reason()).toContain("update Parley");
  const again = follow("0");
  await again.ended;
  expect(again.reason()).toContain("update Parley");
  await expect(verifyLogs(database.pool)).rejects.toMatchObject({ code: "event_too_new" });
  const sent = await fetch(`${server.url}/api/channels/${generalId}/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ body: "on top of what nobody here understands" }),
  });
  expect(sent.status).toBe(503);
  expect(await sent.json()).toMatchObject({ code: "event_too_new" });
  const { rows } = await database.pool.query("select max(cursor)::int as head from events");
  expect(rows).toEqual([{ head: newest.events.length + 1 }]);
});

test("a backup that holds what this build cannot read is refused before anything is restored", async () => {
  const database = await loaded(newest);
  await appendNewer(database);
  const file = await takeBackup(database);
  const empty = await createTestDatabase();
  onTestFinished(() => empty.close());
  await expect(restoreInto(empty, file)).rejects.toThrow("whose events this one cannot read (message.created 2)");
  expect((await empty.pool.query("select from events")).rowCount).toBe(0);
});

async function loaded(log: KeptLog): Promise<Database> {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  await loadKeptLog(database, log);
  return database;
}

/** A server over a kept log, and its owner's way to follow it. */
async function served(log: KeptLog) {
  const database = await loaded(log);
  await database.prisma.user.create({
    data: { id: ana, email: "ana@example.org", display_name: "ana", handle: "ana" },
  });
  await database.prisma.installation.upsert({ where: { id: 1 }, create: { owner_id: ana }, update: {} });
  const server = await openServer(database, {}, { tickMs: 20 });
  onTestFinished(server.close);
  const { token } = await openSession(database, ana);
  const follow = (after: string) =>
    openSocket(server.url, { token, query: { v: "2", workspace_id: workspaceId, after_cursor: after } });
  const told = async (): Promise<readonly WireEnvelope[]> => {
    const socket = follow("0");
    const frames = await socket.until((all) => all.some(({ type }) => type === "caught_up"));
    socket.socket.close();
    return eventsIn(frames).filter(({ compacted }) => !compacted);
  };
  return { database, server, token, follow, told };
}

function eventsIn(frames: readonly SocketFrame[]): WireEnvelope[] {
  // A frame holds what the server sends as its type says.
  return frames.flatMap(({ events = [] }) => events as unknown as readonly WireEnvelope[]);
}

function runtimeIn(payload: unknown): unknown {
  return (payload as { message?: { author_runtime?: unknown } } | undefined)?.message?.author_runtime;
}

async function lastCreated({ pool }: Database) {
  const { rows } = await pool.query<{ v: number; payload: { message: object } }>(
    "select v, payload from events where type = 'message.created' order by cursor desc limit 1",
  );
  return rows[0];
}

/** As a process of a newer build does beside this one. */
async function appendNewer({ pool }: Database): Promise<void> {
  await pool.query(`with head as (update workspace_heads set head = head + 1 returning head)
    insert into events (workspace_id, cursor, id, type, v, actor_id, channel_id, direct_conversation_id, seq, imported, audience_user_ids, request_digest, created_at, payload)
    select workspace_id, head.head, 'evt_newer', type, 2, actor_id, channel_id, direct_conversation_id, seq + 100, imported, audience_user_ids, request_digest, created_at, payload
    from events, head where type = 'message.created' order by cursor limit 1`);
}

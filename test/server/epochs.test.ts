import { afterAll, beforeAll, expect, test } from "vitest";
import type { App } from "../../src/server/app";
import type { Database } from "../../src/server/db/client";
import { verifyLogs } from "../../src/server/log/verify";
import { message } from "../support/app";
import { restoreInto, takeBackup } from "../support/backup";
import { createTestDatabase } from "../support/database";
import { type Bot, openServer, type Person, type Served, serve } from "../support/served";
import { openEventStream, openSocket, openTrpc, poll, provenComplete, type Range, subscribe } from "../support/streams";

const epoch = 1_000_000_000_000;

type Life = Awaited<ReturnType<typeof openServer>> & { readonly database: Database };

/** An installation, restored from a backup, and from a backup of that again. */
let first: Served;
let second: Life;
let third: Life;
let bob: Person;
let robot: Bot;
/** The head when the backup was taken, and what the first life came to after it. */
let archived: number;
let lost: number;
const opened: Database[] = [];

beforeAll(async () => {
  first = await serve(await createTestDatabase());
  bob = await first.person("bob");
  robot = await first.bot("robot");
  for (const body of ["one", "two", "three"]) await first.as(bob, message(first.world.generalId, body));
  archived = await headOf(first.app);
  const file = await takeBackup(first.database);
  await first.as(bob, message(first.world.generalId, "never to be seen again"));
  lost = await headOf(first.app);
  second = await liveOn(file);
}, 120_000);

afterAll(async () => {
  for (const life of [first, second, third]) await life?.close();
  for (const database of opened) await database.close();
});

async function liveOn(file: string, epochMin = 1): Promise<Life> {
  const database = await createTestDatabase();
  opened.push(database);
  await restoreInto(database, file, { epochMin });
  return { ...(await openServer(database)), database };
}

function headOf(app: App): Promise<number> {
  return app.log.head(first.world.workspaceId);
}

function say(life: Life, body: string) {
  const { workspaceId, generalId } = first.world;
  return life.app.execute(workspaceId, message(generalId, body), { actor: { user_id: bob.userId } });
}

const workspace = () => ({ workspace_id: first.world.workspaceId });

test("the first restore begins epoch 1, at which nothing has happened yet, and sessions and tokens still open it", async () => {
  expect(await headOf(second.app)).toBe(epoch);
  expect((await verifyLogs(second.database.pool)).differences).toEqual([]);
  for (const { token } of [bob, robot]) {
    const response = await fetch(`${second.url}/api/boot`, { headers: { authorization: `Bearer ${token}` } });
    const boot = await response.json();
    expect(boot.resume_point).toBe(epoch);
    expect(JSON.stringify(boot)).toContain("three");
    expect(JSON.stringify(boot)).not.toContain("never to be seen again");
  }
});

test("a stream's cursor from before is gone on every transport, whether the backup holds its place or not", async () => {
  const { url } = second;
  const { token } = robot;
  for (const cursor of [String(lost), String(archived), "1"]) {
    expect(await openSocket(url, { token, query: { ...workspace(), after_cursor: cursor } }).ended).toBe("4001");
    expect(await openSocket(url, { token, query: { ...workspace(), after_cursor: cursor, v: "2" } }).ended).toBe(
      "4001",
    );
    expect((await openEventStream(url, { token, query: { resume_point: cursor } })).status).toBe(410);
    const { trpc, close } = openTrpc(url, { token });
    expect(await subscribe(trpc, { ...workspace(), after: cursor }).ended).toBe("cursor_gone");
    close();
  }
  const query = { ...workspace(), after_cursor: String(lost) };
  expect(await poll(url, { token, query })).toMatchObject({ status: 410, body: { code: "cursor_gone" } });
});

test("a client that boots again follows from there: new messages have the numbers of the new epoch", async () => {
  const { url } = second;
  const { token } = robot;
  const after = String(epoch);
  const bare = openSocket(url, { token, query: { ...workspace(), after_cursor: after } });
  const { trpc, close } = openTrpc(url, { token });
  const batches = subscribe(trpc, { ...workspace(), after });
  const sse = await openEventStream(url, { token, query: { resume_point: after, format: "envelope" } });
  await bare.opened;
  await batches.until((all) => all.length > 0);
  const sent = await say(second, "a new life");
  expect(sent.events.map((event) => event.cursor)).toEqual([epoch + 1]);
  const [event] = await bare.until((frames) => frames.length > 0);
  expect(event?.cursor).toBe(String(epoch + 1));
  await batches.until((all) => provenComplete(all, after).some(({ cursor }) => cursor === event?.cursor));
  await sse.until((blocks) => blocks.some((block) => block.id === event?.cursor));
  const polled = await poll(url, { token, query: { ...workspace(), after_cursor: after } });
  expect(polled.body).toMatchObject({ after, upto: String(epoch + 1), events: [{ id: event?.id }] });
  bare.socket.close();
  sse.close();
  close();
});

test("everything from the beginning, over the seam of the epochs, comes whole on every transport", async () => {
  const { url, app } = second;
  const { token } = first.owner;
  const head = String(await headOf(app));
  const expected = (await app.log.read(first.world.workspaceId, 0, 1_000)).map((event) => event.id);
  const ranged = openSocket(url, { token, query: { ...workspace(), after_cursor: "0", v: "2" } });
  const { trpc, close } = openTrpc(url, { token });
  const batches = subscribe(trpc, { ...workspace(), after: "0" });
  const sse = await openEventStream(url, { token, query: { resume_point: "0", format: "envelope" } });
  const frames = await ranged.until((all) => all.some((frame) => frame.type === "caught_up"));
  const told = await batches.until((all) => all.some(({ upto }) => upto === head));
  const blocks = await sse.until((all) => all.some(({ id }) => id === head));
  const polled = await pollAll(url, token);
  const idsOf = (ranges: readonly Partial<Range>[]) => provenComplete(ranges, "0").map(({ id }) => id);
  expect(blocks.flatMap(({ data }) => data?.id ?? [])).toEqual(expected);
  expect(idsOf(frames.filter((frame) => frame.after !== undefined))).toEqual(expected);
  expect(idsOf(told)).toEqual(expected);
  expect(idsOf(polled)).toEqual(expected);
  ranged.socket.close();
  sse.close();
  close();
});

/** In pages of two, so that some end before the seam, and from each one the next is asked for. */
async function pollAll(url: string, token: string): Promise<Range[]> {
  const pages: Range[] = [];
  for (let after = "0"; ; ) {
    const { status, body } = await poll(url, { token, query: { ...workspace(), after_cursor: after, limit: "2" } });
    expect(status).toBe(200);
    pages.push(body);
    if (body.events.length === 0) return pages;
    after = body.upto;
  }
}

test("a nonce from before the backup is still answered with the original", async () => {
  const request = { body: "once" };
  const once = message(first.world.generalId, "once", "nonce-of-all-lives");
  const send = (life: Pick<Life, "app">) =>
    life.app.execute(first.world.workspaceId, once, { actor: { user_id: bob.userId }, request });
  const [original] = (await send(second)).events;
  third = await liveOn(await takeBackup(second.database));
  expect(await send(third)).toMatchObject({ replayed: true, events: [{ id: original?.id }] });
});

test("a backup of what was restored begins epoch 2, verifies, and refuses the cursors of both epochs before", async () => {
  expect(await headOf(third.app)).toBe(2 * epoch);
  const sent = await say(third, "a third life");
  expect(sent.events[0]?.cursor).toBe(2 * epoch + 1);
  expect((await verifyLogs(third.database.pool)).differences).toEqual([]);
  const { token } = robot;
  for (const cursor of [String(lost), String(epoch), String(epoch + 1)])
    expect(await openSocket(third.url, { token, query: { ...workspace(), after_cursor: cursor } }).ended).toBe("4001");
  const pages = await pollAll(third.url, token);
  expect(pages.at(-1)?.upto).toBe(String(2 * epoch + 1));
});

test("the same backup restored once more is kept apart by a higher epoch that the operator names", async () => {
  const again = await liveOn(await takeBackup(first.database), 7);
  expect(await headOf(again.app)).toBe(7 * epoch);
  await say(again, "kept apart");
  expect((await verifyLogs(again.database.pool)).differences).toEqual([]);
  await again.close();
});

test("a server that stayed up while its database was replaced by a restored one ends its streams with cursor_gone", async () => {
  const socket = openSocket(second.url, { token: robot.token, query: workspace() });
  await socket.opened;
  // What such a server sees: under its feet, the head has become that of another epoch.
  await second.database.pool.query("update workspace_heads set head = (head / $1 + 1) * $1", [epoch]);
  await say(second, "in another log");
  expect(await socket.ended).toBe("4001");
});

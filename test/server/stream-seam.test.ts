import { afterAll, beforeAll, expect, test } from "vitest";
import { createExecute } from "../../src/server/log/execute";
import { createHotStates } from "../../src/server/log/hot-states";
import { createLog } from "../../src/server/log/log";
import { message, testContext } from "../support/app";
import { createTestDatabase } from "../support/database";
import { type Served, serve } from "../support/served";
import { openEventStream, openSocket, openTrpc, provenComplete, subscribe, type Wire } from "../support/streams";

let served: Served;

beforeAll(async () => {
  served = await serve(await createTestDatabase());
});

afterAll(() => served.close());

const writers = 16;
const sendsEach = 60;
const total = writers * sendsEach;

const bodies = (events: readonly Partial<Wire>[]) =>
  events.flatMap((event) => (event.payload?.message as { body?: string } | undefined)?.body ?? []);

// I2, I10
test("readers who come while sixteen people write receive every message once and in order", async () => {
  const { url, world, owner } = served;
  const workspace_id = world.workspaceId;
  const start = String(await served.app.log.head(workspace_id));
  const query = { workspace_id, after_cursor: start };
  const { token } = owner;
  const { trpc, close } = openTrpc(url, { token });
  const bare: ReturnType<typeof openSocket>[] = [];
  const ranged: ReturnType<typeof openSocket>[] = [];
  const batches: ReturnType<typeof subscribe>[] = [];
  const sse: Awaited<ReturnType<typeof openEventStream>>[] = [];
  const arrive = async () => {
    bare.push(openSocket(url, { token, query }));
    ranged.push(openSocket(url, { token, query: { ...query, v: "2" } }));
    batches.push(subscribe(trpc, { workspace_id, after: start }));
    sse.push(await openEventStream(url, { token, query: { resume_point: start, format: "envelope" } }));
  };
  const write = async (_: unknown, writer: number) => {
    for (let index = 0; index < sendsEach; index += 1) {
      await served.as(owner, message(world.generalId, `w${writer}-${index}`));
      if (writer === 0 && index % 12 === 0) await arrive();
    }
  };
  await Promise.all(Array.from({ length: writers }, write));

  const log = await served.app.log.read(workspace_id, Number(start), total + 10);
  const cursors = log.map((event) => String(event.cursor));
  expect(log).toHaveLength(total);
  for (const stream of bare) {
    const frames = await stream.until((all) => all.length >= total);
    expect(frames.map((event) => event.cursor)).toEqual(cursors);
  }
  for (const stream of ranged) {
    const frames = await stream.until((all) => all.at(-1)?.upto === cursors.at(-1));
    expect(provenComplete(frames, start).map((event) => event.cursor)).toEqual(cursors);
  }
  for (const stream of batches) {
    const all = await stream.until((seen) => seen.at(-1)?.upto === cursors.at(-1));
    expect(provenComplete(all, start).map((event) => event.cursor)).toEqual(cursors);
  }
  for (const stream of sse) {
    const blocks = await stream.until((all) => all.length >= total);
    expect(blocks.map((block) => block.id)).toEqual(cursors);
    stream.close();
  }
  for (const stream of [...bare, ...ranged]) stream.socket.close();
  close();
});

test("what another process writes arrives in order between what this one writes", async () => {
  const { url, world, owner, database } = served;
  const other = createExecute(testContext(database), {
    log: createLog(database.pool),
    states: createHotStates(database.pool),
  });
  const elsewhere = (body: string) =>
    other.execute(world.workspaceId, message(world.generalId, body), { actor: { user_id: owner.userId } });
  const socket = openSocket(url, { token: owner.token, query: { workspace_id: world.workspaceId, v: "2" } });
  await socket.until((frames) => frames.some((frame) => frame.type === "caught_up"));
  const start = socket.items[0]?.cursor ?? "";
  await elsewhere("elsewhere 1");
  await served.as(owner, message(world.generalId, "here 1"));
  await elsewhere("elsewhere 2");
  const frames = await socket.until((all) => bodies(all.flatMap((frame) => frame.events ?? [])).length === 3);
  expect(bodies(provenComplete(frames, start))).toEqual(["elsewhere 1", "here 1", "elsewhere 2"]);
  socket.socket.close();
  await other.close();
});

test("a reader far behind is brought up to date page by page and then goes live", async () => {
  const { url, world, owner } = served;
  const socket = openSocket(url, { token: owner.token, query: { workspace_id: world.workspaceId, after_cursor: "0" } });
  const head = await served.app.log.head(world.workspaceId);
  await socket.until((all) => all.length === head);
  await served.as(owner, message(world.generalId, "alive"));
  const all = await socket.until((events) => events.length === head + 1);
  expect(all.map((event) => Number(event.cursor))).toEqual(Array.from({ length: head + 1 }, (_, index) => index + 1));
  socket.socket.close();
});

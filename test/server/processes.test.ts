import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepHouse } from "../../src/server/jobs/housekeeping";
import { message, testContext } from "../support/app";
import { createTestDatabase } from "../support/database";
import { startRedis, type TestRedis } from "../support/redis";
import { type Beside, type Person, type Served, serve, serveBeside } from "../support/served";
import { openSocket, openTrpc, poll, provenComplete, type Socket, subscribe } from "../support/streams";

/** No poll may help: what arrives came by the bell. */
const unpolled = { pollMs: 3_600_000, graceMs: 50 };

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.close());

describe.each(["NOTIFY", "Redis"])("two processes whose bell is %s", (wire) => {
  let here: Served;
  let there: Beside;
  let bob: Person;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    const database = await createTestDatabase();
    const settings = { DATABASE_URL: database.url, ...(wire === "Redis" && { REDIS_URL: redis.url }) };
    here = await serve(database, settings, unpolled);
    there = await serveBeside(here, settings, unpolled);
    bob = await here.person("bob");
  });

  afterAll(async () => {
    for (const { socket } of sockets) socket.terminate();
    await there.close();
    await here.close();
  });

  async function listenThere(who: { token: string }, query: Record<string, string> = {}): Promise<Socket> {
    const socket = openSocket(there.url, { token: who.token, query: { v: "2", ...query } });
    sockets.push(socket);
    await socket.until((frames) => frames.some((frame) => frame.type === "caught_up"));
    return socket;
  }

  function post(url: string, path: string, { token }: { token: string }, body: unknown): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    return fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  }

  test("what either appends arrives at the other's readers, in one order and without a gap", async () => {
    const after = String(await here.app.log.head(here.world.workspaceId));
    const socket = await listenThere(bob, { after_cursor: after });
    const bodies = Array.from({ length: 40 }, (_, index) => `message ${index}`);
    await Promise.all(
      bodies.map((body, index) => (index % 2 ? here : there).as(here.owner, message(here.world.generalId, body))),
    );
    const last = String(Number(after) + bodies.length);
    const frames = await socket.until((all) => all.some((frame) => frame.upto === last));
    const events = provenComplete(frames, after);
    expect(events.map((event) => Number(event.cursor))).toEqual(bodies.map((_, index) => Number(after) + index + 1));
  });

  test("typing is heard there by those who may read the conversation, and by nobody else", async () => {
    const { world, owner } = here;
    const made = await here.as(owner, {
      type: "channel.create",
      input: { name: `secret-${wire.toLowerCase()}`, kind: "private", topic: "", purpose: "" },
    });
    const secretId = made.events[0]?.channel_id ?? "";
    const socket = await listenThere(bob);
    const typing = (channel_id: string) => ({ workspace_id: world.workspaceId, type: "typing.started", channel_id });
    expect((await post(here.url, "/api/realtime/ephemeral", owner, typing(secretId))).status).toBe(202);
    expect((await post(here.url, "/api/realtime/ephemeral", owner, typing(world.generalId))).status).toBe(202);
    const frames = await socket.until((all) => all.some((frame) => frame.type === "typing.started"));
    expect(frames.filter((frame) => frame.type === "typing.started")).toMatchObject([{ channel_id: world.generalId }]);
  });

  test("somebody is there while a stream of theirs is with either, and what they say of themselves counts for both", async () => {
    const { owner, world } = here;
    const carol = await here.person("carol");
    const watcher = await listenThere(bob, { presence_of: carol.userId });
    const statuses = () =>
      watcher.items
        .filter(({ type }) => type === "presence.changed")
        .map(({ payload }) => payload?.status)
        .join();
    const stream = openSocket(here.url, { token: carol.token, query: {} });
    await watcher.until(() => statuses() === "online");
    const away = { workspace_id: world.workspaceId, type: "presence.changed", payload: { status: "away" } };
    expect((await post(there.url, "/api/realtime/ephemeral", carol, away)).status).toBe(202);
    await watcher.until(() => statuses() === "online,away");
    expect(there.app.hub.presenceOf(world.workspaceId, carol.userId)).toBe("away");
    stream.socket.close();
    await watcher.until(() => statuses() === "online,away,offline");
    expect(owner.userId).not.toBe(carol.userId);
  });

  test("a process that comes later learns who is there", async () => {
    const { world, database } = here;
    const dora = await here.person("dora");
    const socket = openSocket(here.url, { token: dora.token, query: {} });
    await socket.opened;
    const settings = { DATABASE_URL: database.url, ...(wire === "Redis" && { REDIS_URL: redis.url }) };
    const late = await serveBeside(here, settings, unpolled);
    const watcher = openSocket(late.url, { token: bob.token, query: { presence_of: dora.userId } });
    sockets.push(watcher);
    await watcher.until((frames) =>
      frames.some(({ type, payload }) => {
        if (type === "presence.snapshot") return JSON.stringify(payload).includes('"online"');
        return type === "presence.changed" && payload?.status === "online";
      }),
    );
    expect(late.app.hub.presenceOf(world.workspaceId, dora.userId)).toBe("online");
    socket.socket.close();
    await late.close();
  });

  test("a read mark that is set here reaches the same person's devices there", async () => {
    const { trpc, close } = openTrpc(there.url, { token: bob.token });
    const heard = new Promise<unknown>((resolve) => {
      trpc.realtime.ephemerals.subscribe(
        { workspace_id: here.world.workspaceId },
        {
          onStarted: () => void post(here.url, `/api/channels/${here.world.generalId}/read`, bob, { seq: 1 }),
          onData: (all) => {
            const mark = all.find((one) => one.type === "channel.read");
            if (mark) resolve(mark);
          },
        },
      );
    });
    expect(await heard).toMatchObject({ channel_id: here.world.generalId, actor_id: bob.userId });
    await close();
  });

  test("a sign-out here ends the streams there", async () => {
    const session = await here.signIn(bob.userId);
    const plain = await listenThere(session);
    const { trpc, close } = openTrpc(there.url, { token: session.token });
    const subscription = subscribe(trpc, { workspace_id: here.world.workspaceId, after: "0" });
    await subscription.until((batches) => batches.length > 0);
    await here.app.auth.sessions.end(session.userId, session.sessionId);
    expect(await plain.ended).toBe("1008");
    expect(await subscription.ended).toBe("unauthenticated");
    await close();
  });

  test("a member who is removed at one process gets that event at the other, and then nothing more", async () => {
    const eve = await here.person("eve");
    const socket = await listenThere(eve);
    await here.as(here.owner, { type: "member.remove", input: { user_id: eve.userId } });
    expect(await socket.ended).toBe("1008");
    const told = socket.items.flatMap((frame) => frame.events ?? []);
    expect(told.at(-1)).toMatchObject({ type: "member.removed", payload: { user_id: eve.userId } });
  });

  test("a ticket of one opens a socket at the other, once", async () => {
    const response = await post(here.url, "/api/realtime/ticket", bob, {});
    const protocols = [`parley.ticket.${(await response.json()).ticket}`];
    const first = openSocket(there.url, { query: {}, protocols });
    sockets.push(first);
    await first.opened;
    expect(await openSocket(here.url, { query: {}, protocols }).ended).toBe("HTTP 401");
  });
});

test("a person who has just joined at one process is admitted at another that has not received it", async () => {
  const here = await serve(await createTestDatabase(), {}, unpolled);
  const there = await serveBeside(here, {}, unpolled);
  const reading = openSocket(there.url, { token: here.owner.token, query: { v: "2" } });
  await reading.until((frames) => frames.some((frame) => frame.type === "caught_up"));
  for (const [handle, query] of [
    ["frida", { v: "2" }],
    ["greta", { v: "2", after_cursor: "0" }],
  ] as const) {
    const { token } = await here.person(handle);
    const { socket, until } = openSocket(there.url, { token, query });
    await until((frames) => frames.some((frame) => frame.type === "caught_up"));
    socket.terminate();
  }
  reading.socket.terminate();
  await there.close();
  await here.close();
});

test("without any bell a reader of another process's appends finds them by polling", async () => {
  const database = await createTestDatabase();
  const here = await serve(database, {}, { pollMs: 50, tickMs: 20 });
  const there = await serveBeside(here, {});
  const socket = openSocket(here.url, { token: here.owner.token, query: {} });
  await socket.opened;
  await there.as(here.owner, message(here.world.generalId, "unrung"));
  await socket.until((events) => events.length === 1);
  await there.close();
  await here.close();
});

describe("a web process", () => {
  let realtime: Served;
  let web: Beside;

  beforeAll(async () => {
    const database = await createTestDatabase();
    const shared = {
      DATABASE_URL: database.url,
      PARLEY_URL: "http://127.0.0.1:3000",
      PARLEY_SETUP_SECRET: "a-secret-for-tests-only",
    };
    realtime = await serve(database, { ...shared, PARLEY_ROLE: "realtime" }, unpolled);
    web = await serveBeside(realtime, { ...shared, PARLEY_ROLE: "web", PARLEY_REALTIME_URL: realtime.url });
  });

  afterAll(async () => {
    await web.close();
    await realtime.close();
  });

  function get(path: string): Promise<Response> {
    return fetch(`${web.url}${path}`, {
      headers: { authorization: `Bearer ${realtime.owner.token}` },
      redirect: "manual",
    });
  }

  test("sends whoever wants to wait or to follow to where streams are served, with the same question", async () => {
    for (const path of ["/api/realtime/events?after_cursor=0&wait=20", "/api/events?resume_point=0"]) {
      const response = await get(path);
      expect([response.status, response.headers.get("location")]).toEqual([307, `${realtime.url}${path}`]);
    }
  });

  test("answers a page of the log itself, always as of today", async () => {
    const { owner, world } = realtime;
    const query = { workspace_id: world.workspaceId, after_cursor: "0" };
    const before = (await poll(web.url, { token: owner.token, query })).body;
    await realtime.as(owner, message(world.generalId, "made elsewhere"));
    const after = (await poll(web.url, { token: owner.token, query })).body;
    expect(after.events.length).toBe(before.events.length + 1);
  });

  test("has rung for a write before it answers", async () => {
    const { owner, world } = realtime;
    const socket = openSocket(realtime.url, { token: owner.token, query: {} });
    await socket.opened;
    await web.as(owner, message(world.generalId, "from the web"));
    expect(await socket.until((events) => events.length === 1)).toMatchObject([{ type: "message.created" }]);
    socket.socket.close();
  });
});

test("processes that share a Redis share what a caller may do, and count by themselves while it is away", async () => {
  const database = await createTestDatabase();
  const settings = { PARLEY_RATE_LIMITS: "on", REDIS_URL: redis.url };
  const here = await serve(database, settings);
  const there = await serveBeside(here, settings);
  const { token } = here.owner;
  const send = (url: string) =>
    fetch(`${url}/api/channels/${here.world.generalId}/messages`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ body: "hello" }),
    });
  const left = async (url: string) => Number(/r=(\d+)/.exec((await send(url)).headers.get("ratelimit") ?? "")?.[1]);
  // A window may end between the two, but not again and again.
  while ((await left(here.url)) !== (await left(there.url)) + 1);
  await redis.restart(async () => {
    expect((await send(here.url)).status).toBe(201);
  });
  await there.close();
  await here.close();
});

test("sign-in links are counted for all processes, and by digests", async () => {
  const database = await createTestDatabase();
  const settings = { PARLEY_RATE_LIMITS: "on" };
  const here = await serve(database, settings);
  const there = await serveBeside(here, settings);
  const ask = (url: string) =>
    fetch(`${url}/api/auth/magic/request`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "ada@example.org" }),
    });
  for (let asked = 0; asked < 5; asked += 1) expect((await ask(asked % 2 ? here.url : there.url)).status).toBe(202);
  expect((await ask(here.url)).status).toBe(429);
  expect((await ask(there.url)).status).toBe(429);
  expect(JSON.stringify(await database.pool.query("select key from rate_limits"))).not.toContain("ada@example.org");
  await there.close();
  await here.close();
});

test("housekeeping takes away what has served its time, and leaves everything else", async () => {
  const database = await createTestDatabase();
  const served = await serve(database);
  const { prisma } = database;
  const past = new Date(Date.now() - 1_000);
  const user_id = served.owner.userId;
  await prisma.session.create({ data: { id: "ses_old", token_hash: "a", user_id, expires_at: past } });
  await prisma.magicLink.create({ data: { id: "mgl_old", token_hash: "b", email: "a@example.org", expires_at: past } });
  await prisma.realtimeTicket.create({
    data: { ticket_hash: "c", credential_id: "ses_old", caller: {}, expires_at: past },
  });
  const answered = { user_id, request_hash: "h", status: 200 };
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  await prisma.idempotencyKey.create({ data: { id: "idk_old", key: "old", created_at: yesterday, ...answered } });
  await prisma.idempotencyKey.create({ data: { id: "idk_new", key: "new", ...answered } });
  await expect.poll(() => keepHouse(testContext(database))).toBe(true);
  expect((await prisma.session.findMany()).map(({ id }) => id)).toEqual([served.owner.sessionId]);
  expect(await prisma.magicLink.count()).toBe(0);
  expect(await prisma.realtimeTicket.count()).toBe(0);
  expect((await prisma.idempotencyKey.findMany()).map(({ id }) => id)).toEqual(["idk_new"]);
  await served.close();
});

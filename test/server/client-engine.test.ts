import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { createApi, type Reach } from "../../src/client/api";
import { systemClock } from "../../src/client/clock";
import { createEngine, type Engine } from "../../src/client/engine";
import { memoryStorage } from "../../src/client/storage";
import { createTrpcTransport } from "../../src/client/trpc-transport";
import { createTestDatabase } from "../support/database";
import { type Person, type Served, serve } from "../support/served";

let served: Served;
let ann: Person;
let ben: Person;
const engines: Engine[] = [];

beforeAll(async () => {
  served = await serve(await createTestDatabase());
  ann = await served.person("ann");
  ben = await served.person("ben");
});

afterAll(async () => {
  for (const engine of engines) engine.stop();
  await served.close();
});

test("two people see each other write, edit, react, reply and delete", async () => {
  const [one, other] = [await open(ann), await open(ben)];
  const { generalId: channelId } = served.world;
  one.messages.send({ conversation_id: channelId, body: "hello from ann" });
  const theirs = await until(() => timeline(other, channelId).find(({ body }) => body === "hello from ann"));
  expect(theirs).toMatchObject({ is_mine: false, author: { handle: "ann" } });

  other.messages.react({ message_id: theirs.id, emoji: "👍" });
  await until(() =>
    timeline(one, channelId).find(({ id, reactions }) => id === theirs.id && reactions[0]?.count === 1),
  );
  one.messages.edit({ message_id: theirs.id, body: "hello, everybody" });
  await until(() => timeline(other, channelId).find(({ body }) => body === "hello, everybody"));

  const close = other.threads.open(theirs.id);
  one.messages.reply({ root_message_id: theirs.id, body: "a reply" });
  await until(() => other.views.read("thread", theirs.id).messages.find(({ body }) => body === "a reply"));
  await until(() =>
    timeline(one, channelId).find(({ id, thread_state }) => id === theirs.id && thread_state?.reply_count === 1),
  );
  close();

  const { key } = other.messages.send({ conversation_id: channelId, body: "oops" });
  const mine = await until(() =>
    timeline(other, channelId).find(
      (view) => view.key === key && view.delivery.state === "sent" && !view.id.startsWith("msg_local"),
    ),
  );
  other.messages.remove({ message_id: mine.id });
  await until(() => timeline(one, channelId).every(({ id }) => id !== mine.id) || undefined);
});

test("unread and mention counts follow the log, and reading tells one's other devices", async () => {
  const [one, phone, other] = [await open(ann), await open(ann), await open(ben)];
  const { generalId: channelId } = served.world;
  other.messages.send({ conversation_id: channelId, body: "@ann are you there?" });
  const told = await until(() => timeline(one, channelId).find(({ body }) => body.startsWith("@ann are")));
  expect(told.mentions_me).toBe(true);
  await until(() => (one.views.read("unread_totals", "").mention_count > 0 ? true : undefined));
  one.read.mark(channelId, told.channel_seq ?? 0);
  await until(() => (phone.views.read("read_state", channelId)?.unread_count === 0 ? true : undefined));
});

test("typing is shown to others and ends with the message", async () => {
  const [one, other] = [await open(ann), await open(ben)];
  const { generalId: channelId } = served.world;
  await until(() => (other.views.read("connection", "").state === "live" ? true : undefined));
  one.typing.touch(channelId);
  await until(() => other.views.read("typing", channelId).find(({ handle }) => handle === "ann"));
  one.messages.send({ conversation_id: channelId, body: "typed" });
  await until(() => (other.views.read("typing", channelId).length === 0 ? true : undefined));
});

test("a long conversation is read page by page without a hole", async () => {
  const { generalId: channelId } = served.world;
  for (let index = 0; index < 130; index += 1) {
    const input = { ...draft(`line ${index}`), channel_id: channelId, direct_conversation_id: null };
    await served.as(served.owner, { type: "message.create", input });
  }
  const engine = await open(ann);
  for (let page = 0; engine.views.read("timeline", channelId).has_older && page < 10; page += 1)
    await engine.timeline.loadOlder(channelId);
  const seqs = timeline(engine, channelId).map(({ channel_seq }) => channel_seq ?? 0);
  expect(seqs.length).toBeGreaterThan(130);
  expect(seqs).toEqual([...seqs].sort((one, other) => one - other));
  await engine.timeline.loadAround(channelId, 20);
  expect(timeline(engine, channelId).some(({ channel_seq }) => channel_seq === 20)).toBe(true);
});

test("a session that ends signs the engine out within seconds", async () => {
  const cleo = await served.person("cleo");
  const engine = await open(cleo);
  await until(() => (engine.views.read("connection", "").state === "live" ? true : undefined));
  await served.app.auth.sessions.end(cleo.userId, cleo.sessionId);
  await until(() => (engine.views.read("boot_status", "").state === "signed_out" ? true : undefined));
});

test("joining a public channel brings it into the list, with what is written there", async () => {
  const [made] = (await served.as(served.owner, { type: "channel.create", input: { name: "birds", kind: "public" } }))
    .events;
  const channelId = made?.channel_id ?? "";
  const engine = await open(ben);
  await createApi(reachFor(ben)).channels.join.mutate({ channel_id: channelId });
  await until(() => engine.views.read("channels", "").find(({ name }) => name === "birds"));
  const input = { ...draft("a robin"), channel_id: channelId, direct_conversation_id: null };
  await served.as(served.owner, { type: "message.create", input });
  await until(() =>
    engine.views.read("channels", "").find(({ name, unread_count }) => name === "birds" && unread_count === 1),
  );
});

async function open(person: Person): Promise<Engine> {
  const reach = reachFor(person);
  const engine = createEngine({
    transport: createTrpcTransport(createApi(reach), reach),
    storage: memoryStorage(),
    clock: systemClock,
    schedule: (callback) => void setTimeout(callback, 5),
    workspaceId: served.world.workspaceId,
  });
  engines.push(engine);
  engine.start();
  engine.timeline.open(served.world.generalId);
  await until(() => (engine.views.read("boot_status", "").state === "ready" ? true : undefined));
  await until(() => (engine.views.read("connection", "").state === "live" ? true : undefined));
  return engine;
}

/** As a browser would, but with a token in place of its cookie. */
function reachFor({ token }: Person): Reach {
  const headers = { Authorization: `Bearer ${token}` };
  class AuthorizedSocket extends WebSocket {
    constructor(url: string) {
      super(url, { headers });
    }
  }
  return {
    baseUrl: served.url,
    fetch: (input, init) =>
      fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers } }),
    WebSocket: AuthorizedSocket as unknown as typeof globalThis.WebSocket,
  };
}

function timeline(engine: Engine, id: string) {
  return engine.views.read("timeline", id).messages;
}

/** What `look` finds, as soon as it finds something. */
async function until<T>(look: () => T | undefined): Promise<T> {
  const found = await vi.waitUntil(() => ({ here: look() }).here ?? false, { timeout: 10_000, interval: 10 });
  return found as T;
}

function draft(body: string) {
  return {
    body,
    nonce: null,
    quoted_message_id: null,
    kind: "message" as const,
    turn_id: null,
    author_model: null,
    author_thinking: null,
    author_runtime: null,
    correlation_id: null,
  };
}

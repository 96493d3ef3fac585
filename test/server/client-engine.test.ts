import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { createEngine, type Engine } from "../../src/client/engine";
import { systemClock } from "../../src/client/platform/clock";
import { memoryStorage, sharedStorage } from "../../src/client/platform/storage";
import type { Reach } from "../../src/client/transport/api";
import { createApi } from "../../src/client/transport/create-api";
import { createTrpcTransport } from "../../src/client/transport/trpc-transport";
import type { Command } from "../../src/domain";
import { createTestDatabase } from "../support/database";
import { draft } from "../support/drafts";
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
  one.typing.pressKey(channelId);
  await until(() => other.views.read("typing", channelId).find(({ handle }) => handle === "ann"));
  one.messages.send({ conversation_id: channelId, body: "typed" });
  await until(() => (other.views.read("typing", channelId).length === 0 ? true : undefined));
});

test("a long conversation is read page by page without a hole", async () => {
  const { generalId: channelId } = served.world;
  for (let index = 0; index < 130; index += 1) {
    await served.as(served.owner, message(channelId, `line ${index}`));
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

test("a session that ends signs the engine out within seconds, and what was not sent waits for the next one", async () => {
  const cleo = await served.person("cleo");
  const storage = memoryStorage();
  const engine = await open(cleo, storage);
  await until(() => (engine.views.read("connection", "").state === "live" ? true : undefined));
  await served.app.auth.sessions.end(cleo.userId, cleo.sessionId);
  await until(() => (engine.views.read("boot_status", "").state === "signed_out" ? true : undefined));
  expect(engine.views.read("boot_status", "").parting).toEqual({ reason: "session_over", workspace: null });
  engine.messages.send({ conversation_id: served.world.generalId, body: "a moment too late" });
  engine.stop();
  const session = await served.signIn(cleo.userId);
  const next = await open(session, storage);
  await until(() =>
    timeline(next, served.world.generalId).find(
      ({ body, delivery }) => body === "a moment too late" && delivery.state === "sent",
    ),
  );
});

test("joining a public channel brings it into the list, with what is written there", async () => {
  const channelId = await publicChannel("birds");
  const engine = await open(ben);
  await createApi(reachFor(ben)).channels.join.mutate({ channel_id: channelId });
  await until(() => engine.views.read("channels", "").find(({ name }) => name === "birds"));
  await served.as(served.owner, message(channelId, "a robin"));
  await until(() =>
    engine.views.read("channels", "").find(({ name, unread_count }) => name === "birds" && unread_count === 1),
  );
});

test("a member who becomes a guest loses channels they had not joined, and finds them again as a member", async () => {
  const dora = await served.person("dora");
  const channelId = await publicChannel("looked-into");
  await served.as(served.owner, message(channelId, "not for guests"));
  const engine = await open(dora);
  engine.timeline.open(channelId);
  await until(() => timeline(engine, channelId).find(({ body }) => body === "not for guests"));
  const become = (role: "guest" | "member") =>
    served.as(served.owner, { type: "member.change_role", input: { user_id: dora.userId, role } });
  await become("guest");
  await until(() => (timeline(engine, channelId).length === 0 ? true : undefined));
  await until(() => (engine.views.read("timeline", channelId).error_code === "not_found" ? true : undefined));
  expect(engine.views.read("conversation", channelId)).toBeNull();
  expect(engine.views.read("conversation", served.world.generalId)).not.toBeNull();
  await become("member");
  await until(() => timeline(engine, channelId).find(({ body }) => body === "not for guests"));
});

test("a removed member gets a notice, has nothing left of the workspace, and keeps what they have not sent", async () => {
  const eli = await served.person("eli");
  const storage = memoryStorage();
  const engine = await open(eli, storage);
  engine.drafts.set(served.world.generalId, "half a thought");
  engine.connection.setOnline(false);
  await served.as(served.owner, { type: "member.remove", input: { user_id: eli.userId } });
  engine.messages.send({ conversation_id: served.world.generalId, body: "too late" });
  engine.connection.setOnline(true);
  await until(() => (engine.views.read("boot_status", "").state === "no_workspace" ? true : undefined));
  expect(engine.views.read("boot_status", "").parting).toEqual({ reason: "gone", workspace: "Acme" });
  expect(engine.views.read("channels", "")).toEqual([]);
  const kept = storage
    .list("")
    .map(([, value]) => value)
    .join();
  expect(kept).toContain("half a thought");
  expect(kept).toContain("too late");
});

test.each(["removed", "left"] as const)("the end of a membership is told as it came to be: %s", async (reason) => {
  const gil = await served.person(`gil-who-was-${reason}`);
  const engine = await open(gil);
  await until(() => (engine.views.read("connection", "").state === "live" ? true : undefined));
  const actor = reason === "left" ? gil : served.owner;
  await served.as(actor, { type: "member.remove", input: { user_id: gil.userId } });
  await until(() => (engine.views.read("boot_status", "").state === "no_workspace" ? true : undefined));
  expect(engine.views.read("boot_status", "").parting).toEqual({ reason, workspace: "Acme" });
});

test("what waits in two pages of one browser is sent once, and what is given up in one is given up in both", async () => {
  const stored = memoryStorage();
  const page = () => open(ann, sharedStorage(stored, "two-pages"));
  const { generalId: channelId } = served.world;
  const old = await page();
  const archive = (archived: boolean) =>
    served.as(served.owner, { type: "channel.update", input: { channel_id: channelId, archived } });
  await archive(true);
  old.messages.send({ conversation_id: channelId, body: "given up" });
  old.messages.send({ conversation_id: channelId, body: "sent in the end" });
  const failedIn = (engine: Engine, body: string) =>
    until(() => {
      const delivery = timeline(engine, channelId).find((view) => view.body === body)?.delivery;
      return delivery?.state === "failed" ? delivery.command_id : undefined;
    });
  await failedIn(old, "sent in the end");
  const young = await page();
  const givenUp = await failedIn(young, "given up");
  const sent = await failedIn(young, "sent in the end");
  await archive(false);
  young.messages.discard(givenUp);
  young.messages.retry(sent);
  old.messages.retry(sent);
  for (const engine of [old, young]) {
    await until(() => (timeline(engine, channelId).some(({ body }) => body === "given up") ? undefined : true));
    await until(() =>
      timeline(engine, channelId).find(
        ({ body, delivery, id }) =>
          body === "sent in the end" && delivery.state === "sent" && !id.startsWith("msg_local"),
      ),
    );
    expect(timeline(engine, channelId).filter(({ body }) => body === "sent in the end")).toHaveLength(1);
  }
});

test("signing out in one page of a browser wipes the others", async () => {
  const fay = await served.person("fay");
  const stored = memoryStorage();
  const [one, other] = [
    await open(fay, sharedStorage(stored, "sign-out")),
    await open(fay, sharedStorage(stored, "sign-out")),
  ];
  other.drafts.set(served.world.generalId, "a secret");
  await one.signOut();
  await until(() => (other.views.read("boot_status", "").state === "signed_out" ? true : undefined));
  await until(() => (other.views.read("channels", "").length === 0 ? true : undefined));
  expect(timeline(other, served.world.generalId)).toEqual([]);
  other.stop();
  expect(stored.list("")).toEqual([]);
});

async function publicChannel(name: string): Promise<string> {
  const made = await served.as(served.owner, { type: "channel.create", input: { name, kind: "public" } });
  return made.events[0]?.channel_id ?? "";
}

function message(channelId: string, body: string): Command {
  return {
    type: "message.create",
    input: { ...draft(body), channel_id: channelId, direct_conversation_id: null },
  };
}

async function open(person: Person, storage = memoryStorage()): Promise<Engine> {
  const reach = reachFor(person);
  const engine = createEngine({
    transport: createTrpcTransport(createApi(reach), reach),
    storage,
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
    constructor(url: string, protocols: string | string[] = []) {
      super(url, protocols, { headers });
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

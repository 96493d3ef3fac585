import { defaultScheduler, notifyManager, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createEngine } from "../../../src/client/engine";
import { memoryStorage } from "../../../src/client/platform/storage";
import type { ViewName, Views } from "../../../src/client/views/shapes";
import { aboutConversations, aboutPeople, viewKey } from "../../../src/client/views/view-cache";
import { message } from "../../support/drafts";
import { ClientServer } from "../support/client-server";
import { FakeClock } from "../support/fake-clock";
import { FakeTransport } from "../support/fake-transport";
import { MemoryServer } from "../support/memory-server";

const stops: (() => void)[] = [];

beforeEach(() => notifyManager.setScheduler(queueMicrotask));

afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  notifyManager.setScheduler(defaultScheduler);
});

test("a message is told to the screens that show it, and to no others", async () => {
  const { general, other, transport, observe, pass } = await open();
  const shown = observe("timeline", general);
  const elsewhere = observe("timeline", other);
  const people = observe("directs", "");
  transport.run("usr_owner", message(general, "news"));
  await pass(2_000);
  expect(shown.current().messages.at(-1)?.body).toBe("news");
  expect(shown.count()).toBeGreaterThan(0);
  expect(elsewhere.count()).toBe(0);
  expect(people.count()).toBe(0);
});

test("messages that did not change keep their identity", async () => {
  const { general, transport, observe, pass } = await open();
  const shown = observe("timeline", general);
  const before = shown.current().messages;
  const first = before[0];
  transport.run("usr_owner", { type: "reaction.add", input: { message_id: first?.id ?? "", emoji: "👍" } });
  transport.run("usr_owner", message(general, "news"));
  await pass(2_000);
  const after = shown.current().messages;
  expect(after[0]).not.toBe(first);
  expect(after[0]?.reactions).toEqual([{ emoji: "👍", count: 1, reacted_by_me: false }]);
  expect(after.slice(1, before.length)).toEqual(before.slice(1));
  for (const [index, view] of before.slice(1).entries()) expect(after[index + 1]).toBe(view);
});

test("however many messages come between two frames, a screen is told once", async () => {
  const { general, transport, observe, pass } = await open();
  const shown = observe("timeline", general);
  for (let index = 0; index < 50; index += 1) transport.run("usr_owner", message(general, `burst ${index}`));
  await pass(2_000);
  expect(shown.current().messages.at(-1)?.body).toBe("burst 49");
  expect(shown.count()).toBe(1);
});

test("whatever views a message changes, their screens are told in one go, and draw once", async () => {
  const { general, transport, observe, pass } = await open();
  const shown = [
    observe("timeline", general),
    observe("read_state", general),
    observe("channels", ""),
    observe("unread_totals", ""),
  ];
  const inOneGo = vi.fn(queueMicrotask);
  notifyManager.setScheduler(inOneGo);
  transport.run("usr_owner", message(general, "news"));
  await pass(2_000);
  expect(shown.map(({ count }) => count())).toEqual([1, 1, 1, 1]);
  expect(inOneGo).toHaveBeenCalledOnce();
});

test("a screen that shows how much is unread is not told that it is as much as before", async () => {
  const { general, transport, observe, pass } = await open();
  const totals = observe("unread_totals", "");
  const names = observe("conversation", general);
  transport.run("usr_owner", { type: "channel.update", input: { channel_id: general, topic: "Another topic" } });
  await pass(2_000);
  expect(names.count()).toBe(1);
  expect(totals.count()).toBe(0);
});

test("a person's new name reaches what they wrote and the direct conversation with them", async () => {
  const { general, transport, observe, pass } = await open();
  const shown = observe("timeline", general);
  const directs = observe("directs", "");
  transport.run("usr_owner", {
    type: "member.update",
    input: { display_name: "Ada Lovelace", handle: "owner", avatar_url: null },
  });
  await pass(2_000);
  expect(shown.current().messages[0]?.author.display_name).toBe("Ada Lovelace");
  expect(directs.current()[0]?.name).toBe("Ada Lovelace");
});

test("a long stream leaves a bounded number of messages in memory", async () => {
  const { general, other, transport, observe, pass } = await open();
  const shown = observe("timeline", general);
  for (let round = 0; round < 30; round += 1) {
    for (let index = 0; index < 100; index += 1) {
      transport.run("usr_owner", message(general, "open"));
      transport.run("usr_owner", message(other, "closed"));
    }
    await pass(1_000);
  }
  expect(shown.current().messages.length).toBeLessThanOrEqual(1_000);
  expect(shown.current().has_older).toBe(true);
  expect(shown.current().messages.at(-1)?.channel_seq).toBe(shown.current().last_seq);
});

test("what the server answered about a conversation is asked for again when what belongs to it changes, and only then", async () => {
  const { general, other, transport, ask, pass } = await open();
  const [here, elsewhere] = [ask(general), ask(other)];
  await pass(2_000);
  expect([here(), elsewhere()]).toEqual([1, 1]);
  const [said] = transport.run("usr_owner", message(general, "keep this"));
  await pass(2_000);
  expect([here(), elsewhere()]).toEqual([1, 1]);
  const message_id = said?.type === "message.created" ? said.payload.message_id : "";
  transport.run("usr_owner", { type: "pin.add", input: { channel_id: general, message_id } });
  await pass(2_000);
  expect([here(), elsewhere()]).toEqual([2, 1]);
  transport.run("usr_owner", { type: "message.delete", input: { message_id } });
  await pass(2_000);
  expect([here(), elsewhere()]).toEqual([3, 1]);
});

test("an edit and a deletion reach an answer of the server that has the message, on screen and opened again, and no other", async () => {
  const { general, transport, ask, pass } = await open();
  const [said] = transport.run("usr_owner", message(general, "keep this"));
  const message_id = said?.type === "message.created" ? said.payload.message_id : "";
  const shown = ask(general, { messages: [{ id: message_id }] });
  const other = ask(general, { messages: [{ id: "msg_other" }] }, "others");
  await pass(2_000);
  transport.run("usr_owner", { type: "message.update", input: { message_id, body: "kept" } });
  await pass(2_000);
  expect([shown(), other()]).toEqual([2, 1]);

  shown.close();
  transport.run("usr_owner", { type: "message.update", input: { message_id, body: "kept again" } });
  await pass(2_000);
  expect(shown()).toBe(2);
  const again = ask(general, { messages: [{ id: message_id }] });
  await pass(2_000);
  expect(again()).toBe(1);

  transport.run("usr_owner", { type: "message.delete", input: { message_id } });
  await pass(2_000);
  expect([again(), other()]).toEqual([2, 1]);
});

test("a change reaches an answer that is on its way when it comes", async () => {
  const { general, transport, ask, pass } = await open();
  const [said] = transport.run("usr_owner", message(general, "keep this"));
  await pass(2_000);
  const message_id = said?.type === "message.created" ? said.payload.message_id : "";
  const waits = ask(general, new Promise(() => undefined));
  transport.run("usr_owner", { type: "message.update", input: { message_id, body: "kept" } });
  await pass(2_000);
  expect(waits()).toBe(2);
});

test("nothing that the server answered about a lost conversation is kept", async () => {
  const { other, general, transport, server, ask, answers, pass } = await open();
  transport.run("usr_owner", { type: "channel.create", input: { name: "secret", kind: "private" } });
  const secret = server.store.find("channel", "name", "secret")[0]?.id ?? "";
  transport.run("usr_owner", { type: "channel.add_member", input: { channel_id: secret, user_id: "usr_ann" } });
  await pass(2_000);
  for (const id of [secret, other, general]) ask(id, { messages: [{ id: "msg", body: "the plan" }] });
  await pass(2_000);
  expect(answers()).toContain(secret);
  transport.run("usr_owner", { type: "channel.remove_member", input: { channel_id: secret, user_id: "usr_ann" } });
  await pass(2_000);
  expect(answers().sort()).toEqual([other, general].sort());
});

test("whoever an event changes is asked for again, in lists of people, on cards, and in the members of a conversation", async () => {
  const { general, other, transport, ask, askFor, pass } = await open();
  const members = [{ user_id: "usr_owner" }];
  const lists = [
    askFor([aboutPeople, "wsp", "directory"], { pages: [{ members }] }),
    askFor([aboutPeople, "wsp", "card", "usr_owner"], {}),
    ask(general, { pages: [{ members: [] }, { members }] }, "members"),
    ask(general, { members }, "faces"),
  ];
  const others = [ask(other, { members: [{ user_id: "usr_ann" }] }, "faces"), ask(other)];
  await pass(1_000);
  transport.run("usr_owner", { type: "member.update", input: { ...person("owner"), display_name: "Another name" } });
  await pass(2_000);
  expect(lists.map((count) => count())).toEqual([2, 2, 2, 2]);
  expect(others.map((count) => count())).toEqual([1, 1]);
});

async function open() {
  const server = new MemoryServer();
  server.run("usr_owner", {
    type: "workspace.create",
    input: { name: "Acme", slug: "acme", source: null, owner: person("owner") },
  });
  const [made] = server.run("usr_owner", {
    type: "invite.create",
    input: { role: "member", channel_ids: [], expires_at: null, max_uses: null },
  });
  const invite_id = made?.type === "invite.created" ? made.payload.invite_id : "";
  server.run("usr_ann", { type: "invite.accept", input: { invite_id, person: person("ann") } });
  server.run("usr_ann", { type: "channel.create", input: { name: "other", kind: "public" } });
  server.run("usr_ann", { type: "direct.create", input: { member_ids: ["usr_owner"] } });
  const [general = "", other = ""] = [...server.store.all("channel")].map(({ id }) => id);
  for (let index = 0; index < 5; index += 1) server.run("usr_owner", message(general, `before ${index}`));
  const clock = new FakeClock(1);
  const transport = new FakeTransport(new ClientServer(server, "usr_ann"), clock);
  const engine = createEngine({
    transport,
    clock,
    storage: memoryStorage(),
    schedule: (callback) => void clock.after(16, callback),
  });
  engine.start();
  engine.timeline.open(general);
  await clock.pass(5_000);

  /** A screen that shows a view; counts how often it was told to draw again. */
  function observe<N extends ViewName>(name: N, id: string) {
    const read = () => engine.views.read(name, id);
    const observer = new QueryObserver<Views[N]>(engine.views.client, {
      queryKey: viewKey(name, id),
      queryFn: read,
      initialData: read,
      staleTime: Number.POSITIVE_INFINITY,
      notifyOnChangeProps: ["data"],
    });
    const told = vi.fn();
    // As hooks subscribe.
    stops.push(observer.subscribe(notifyManager.batchCalls(told)));
    return { current: () => observer.getCurrentResult().data ?? read(), count: () => told.mock.calls.length };
  }

  /** A screen that shows an answer of the server about a conversation; counts how often it was asked for. */
  function ask(conversationId: string, answer: unknown = "answer", about = "pins") {
    return askFor([aboutConversations, conversationId, about], answer);
  }

  /** The same of any answer. */
  function askFor(key: readonly string[], answer: unknown) {
    const asked = vi.fn(async () => answer);
    const observer = new QueryObserver(engine.views.client, {
      queryKey: ["server", ...key],
      queryFn: asked,
      staleTime: Number.POSITIVE_INFINITY,
    });
    const close = observer.subscribe(() => undefined);
    stops.push(close);
    return Object.assign(() => asked.mock.calls.length, { close });
  }

  /** The conversations of which the browser keeps an answer. */
  function answers(): string[] {
    const cached = engine.views.client.getQueryCache().getAll();
    return cached.flatMap(({ queryKey: [scope, what, id] }) =>
      scope === "server" && what === aboutConversations ? [String(id)] : [],
    );
  }

  return {
    general,
    other,
    transport,
    server,
    observe,
    ask,
    askFor,
    answers,
    pass: (durationMs: number) => clock.pass(durationMs),
  };
}

function person(handle: string) {
  return { display_name: handle, handle, avatar_url: null };
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/client/engine";
import { type KeyValueStorage, memoryStorage } from "../../../src/client/platform/storage";
import { Refusal } from "../../../src/client/transport/answers";
import type { Command } from "../../../src/domain";
import { ClientServer } from "../support/client-server";
import { FakeClock } from "../support/fake-clock";
import { FakeTransport } from "../support/fake-transport";
import { MemoryServer } from "../support/memory-server";

const viewer = "usr_ann";

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("send" as const), which: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("reply" as const), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("react" as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("edit" as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), which: fc.nat(9) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("other" as const), which: fc.nat(9) }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("wait" as const), which: fc.nat(900) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reload" as const), which: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("network" as const), which: fc.nat(1) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

test("whatever the network loses, every message is made once, in order, and the screen ends as the server is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(step, { minLength: 5, maxLength: 50 }), async (seed, steps) => {
      const world = new World(seed);
      await world.open();
      for (const one of steps) await world.take(one);
      await world.recover();
      world.expectExactlyOnce();
      world.expectAgreement();
    }),
    { numRuns: 80 },
  );
});

test("a message shows at once and keeps its key when it is confirmed", async () => {
  const world = new World(1);
  await world.open();
  const { key } = world.engine.messages.send({ conversation_id: world.general, body: "hello" });
  const shown = world.timeline().at(-1);
  expect(shown).toMatchObject({ key, body: "hello", is_mine: true, delivery: { state: "sending" } });
  await world.clock.pass(5_000);
  expect(world.timeline().at(-1)).toMatchObject({ key, body: "hello", delivery: { state: "sent" } });
  expect(world.timeline().at(-1)?.id).toMatch(/^message_/u);
});

test("a refused message stays with its reason until it is sent again or given up", async () => {
  const world = new World(2);
  await world.open();
  world.transport.run("usr_owner", { type: "channel.update", input: { channel_id: world.general, archived: true } });
  world.engine.messages.send({ conversation_id: world.general, body: "too late" });
  await world.clock.pass(5_000);
  const failed = world.timeline().at(-1);
  expect(failed?.delivery).toMatchObject({ state: "failed" });
  const commandId = failed?.delivery.state === "failed" ? failed.delivery.command_id : "";
  world.transport.run("usr_owner", { type: "channel.update", input: { channel_id: world.general, archived: false } });
  world.engine.messages.retry(commandId);
  await world.clock.pass(5_000);
  expect(world.timeline().at(-1)).toMatchObject({ body: "too late", delivery: { state: "sent" } });

  world.transport.run("usr_owner", { type: "channel.update", input: { channel_id: world.general, archived: true } });
  const quoted_message_id = world.timeline()[0]?.id ?? "";
  world.engine.messages.send({ conversation_id: world.general, body: "never mind", quoted_message_id });
  await world.clock.pass(5_000);
  const again = world.timeline().at(-1);
  const draft = world.engine.messages.discard(again?.delivery.state === "failed" ? again.delivery.command_id : "");
  expect(draft).toEqual({ text: "never mind", quoted_message_id, also_send_to_channel: false });
  expect(world.timeline().some(({ body }) => body === "never mind")).toBe(false);
});

test("the words of an edit whose message is deleted meanwhile are offered beside it, written or saved already", async () => {
  const world = new World(2);
  await world.open();
  const { engine } = world;
  for (const body of ["being edited", "edited and saved", "someone's edit that changed nothing"]) {
    engine.messages.send({ conversation_id: world.general, body });
    await world.clock.pass(5_000);
  }
  const [edited, saved, same] = world
    .timeline()
    .slice(-3)
    .map(({ id }) => id);
  if (!edited || !saved || !same) throw new Error("Three messages were sent.");
  engine.edits.set(edited, "words of the edit");
  engine.edits.set(same, "typed");
  engine.edits.set(same, null);
  expect(engine.edits.get(edited)).toBe("words of the edit");
  for (const message_id of [edited, same])
    world.transport.run("usr_owner", { type: "message.delete", input: { message_id } });
  await world.clock.pass(5_000);
  expect([engine.drafts.replaced(world.general), engine.edits.get(edited)]).toEqual(["words of the edit", undefined]);
  engine.drafts.bringBack(world.general);
  expect([engine.drafts.get(world.general), engine.drafts.replaced(world.general)]).toEqual([
    "words of the edit",
    null,
  ]);

  world.server.run("usr_owner", { type: "message.delete", input: { message_id: saved } });
  engine.messages.edit({ message_id: saved, body: "saved too late" });
  await world.clock.pass(5_000);
  const [refused] = engine.views.read("failures", "");
  engine.messages.discard(refused?.command_id ?? "");
  expect(engine.drafts.replaced(world.general)).toBe("saved too late");
});

test("a refused reaction is taken back from the screen and told", async () => {
  const world = new World(3);
  await world.open();
  const target = world.timeline()[0]?.id ?? "";
  world.transport.run("usr_owner", { type: "channel.update", input: { channel_id: world.general, archived: true } });
  world.engine.messages.react({ message_id: target, emoji: "👍" });
  expect(world.timeline()[0]).toMatchObject({
    is_pending_change: true,
    reactions: [{ emoji: "👍", count: 1, reacted_by_me: true }],
  });
  await world.clock.pass(5_000);
  expect(world.timeline()[0]).toMatchObject({ is_pending_change: false, reactions: [] });
  expect(world.engine.views.read("failures", "")).toMatchObject([{ type: "reaction.add" }]);
});

test("what is said to a message that is still on its way reaches the real one", async () => {
  const world = new World(4);
  await world.open();
  world.engine.messages.send({ conversation_id: world.general, body: "first" });
  const local = world.timeline().at(-1)?.id ?? "";
  world.engine.messages.react({ message_id: local, emoji: "🎉" });
  world.engine.messages.edit({ message_id: local, body: "second" });
  expect(world.timeline().at(-1)).toMatchObject({ body: "second", reactions: [{ emoji: "🎉", reacted_by_me: true }] });
  await world.clock.pass(10_000);
  expect(world.timeline().at(-1)).toMatchObject({ body: "second", reactions: [{ emoji: "🎉", reacted_by_me: true }] });
  expect(world.engine.views.read("failures", "")).toEqual([]);
});

test("reading moves the marker at once and is written at most every two seconds", async () => {
  const world = new World(5);
  await world.open();
  for (let index = 0; index < 5; index += 1) world.transport.run("usr_owner", message(world.general, "@ann look"));
  await world.clock.pass(3_000);
  expect(world.engine.views.read("read_state", world.general)).toMatchObject({ mention_count: 5 });
  const last = world.timeline().at(-1)?.channel_seq ?? 0;
  for (let seq = 1; seq <= last; seq += 1) world.engine.read.mark(world.general, seq);
  expect(world.engine.views.read("read_state", world.general)).toMatchObject({ unread_count: 0, mention_count: 0 });
  await world.clock.pass(10_000);
  expect(world.client.markers.get(world.general)).toEqual({ seq: last, revision: 2 });
});

test("whatever the person changes ends what could be undone before: messages, the sidebar, preferences", async () => {
  const world = new World(7);
  await world.open();
  const { engine, general } = world;
  let actions = 0;
  const stop = engine.onAction(() => {
    actions += 1;
  });
  const changes: (() => unknown)[] = [
    () => engine.messages.send({ conversation_id: general, body: "hello" }),
    () => engine.sidebar.star(general, true),
    () => engine.sidebar.collapse("channels", true),
    () => engine.sidebar.showUnreadsOnly(true),
    () => engine.prefer({ "first_steps.wsp": "dismissed" }),
  ];
  changes.forEach((change, index) => {
    change();
    expect(actions).toBe(index + 1);
  });
  expect(engine.views.read("preferences", "")).toMatchObject({ "first_steps.wsp": "dismissed" });
  stop();
});

test("mark unread stays until the conversation is opened again", async () => {
  const world = new World(6);
  await world.open();
  const last = world.timeline().at(-1)?.channel_seq ?? 0;
  world.engine.read.mark(world.general, last);
  await world.clock.pass(5_000);
  world.engine.read.markUnread(world.general, last - 1);
  world.engine.read.mark(world.general, last);
  await world.clock.pass(5_000);
  expect(world.engine.views.read("read_state", world.general)).toMatchObject({
    unread_count: 2,
    last_read_seq: last - 2,
  });
  world.engine.timeline.open(world.general);
  world.engine.read.mark(world.general, last);
  await world.clock.pass(5_000);
  expect(world.engine.views.read("read_state", world.general)).toMatchObject({ unread_count: 0 });
});

test("mark unread moves nothing, and says so, where only messages follow that do not count", async () => {
  const world = new World(11);
  await world.open();
  const say = (who: string) => world.transport.run(who, message(world.general, "hello"));
  const newest = () => world.timeline().at(-1)?.channel_seq ?? 0;
  say("usr_owner");
  for (let index = 0; index < 3; index += 1) say("usr_ann");
  await world.clock.pass(3_000);
  const last = newest();
  world.engine.read.mark(world.general, last);
  await world.clock.pass(5_000);
  for (const seq of [last, last - 1, last - 2]) {
    expect(world.engine.read.markUnread(world.general, seq)).toBe(false);
    expect(world.engine.views.read("read_state", world.general)).toMatchObject({ last_read_seq: last });
  }
  expect(world.engine.read.markUnread("chn_unknown", 1)).toBe(false);
  // Reading goes on moving the marker: nothing is kept unread.
  say("usr_owner");
  await world.clock.pass(3_000);
  world.engine.read.mark(world.general, newest());
  expect(world.engine.views.read("read_state", world.general)).toMatchObject({ unread_count: 0 });
  expect(world.engine.read.markUnread(world.general, last - 2)).toBe(true);
  expect(world.engine.views.read("read_state", world.general)).toMatchObject({ unread_count: 1 });
});

test("a stream that has fallen silent is left after a heartbeat and resumed where it stood", async () => {
  const world = new World(7);
  await world.open();
  world.transport.mute();
  world.transport.run("usr_owner", message(world.general, "into the silence"));
  await world.clock.pass(10_000);
  expect(world.timeline().at(-1)?.body).not.toBe("into the silence");
  await world.clock.pass(25_000);
  expect(world.timeline().at(-1)?.body).toBe("into the silence");
  expect(world.engine.views.read("connection", "")).toMatchObject({ state: "live" });
});

test("a place in the log that is gone makes the client boot again and lose nothing it had not sent", async () => {
  const world = new World(8);
  await world.open();
  world.transport.run("usr_owner", message(world.general, "meanwhile"));
  world.engine.messages.send({ conversation_id: world.general, body: "mine" });
  world.transport.end(new Refusal("cursor_gone", "This place in the log is gone. Boot again."));
  await world.clock.pass(10_000);
  expect(
    world
      .timeline()
      .slice(-2)
      .map(({ body, delivery }) => [body, delivery.state]),
  ).toEqual([
    ["meanwhile", "sent"],
    ["mine", "sent"],
  ]);
  expect(world.timeline().length).toBe(8);
});

test("trouble with the connection is told only when it lasts", async () => {
  const world = new World(9);
  await world.open();
  expect(world.engine.views.read("connection", "")).toMatchObject({ state: "live", show_pill: false });
  world.transport.broken.add("commands");
  world.engine.messages.send({ conversation_id: world.general, body: "mine" });
  await world.clock.pass(4_000);
  expect(world.engine.views.read("connection", "")).toMatchObject({ state: "live", show_pill: false });
  await world.clock.pass(2_000);
  expect(world.engine.views.read("connection", "")).toMatchObject({ state: "live", show_pill: true });
});

test("a browser without a network says so at once, and tries again as soon as it has one", async () => {
  const world = new World(9);
  await world.open();
  world.engine.connection.setOnline(false);
  expect(world.engine.views.read("connection", "")).toMatchObject({ state: "offline", show_pill: true });
  world.transport.run("usr_owner", message(world.general, "while you were away"));
  world.engine.connection.setOnline(true);
  await world.clock.pass(3_000);
  expect(world.engine.views.read("connection", "")).toMatchObject({ state: "live", show_pill: false });
  expect(world.timeline().at(-1)?.body).toBe("while you were away");
});

class World {
  readonly server = new MemoryServer();
  readonly client: ClientServer;
  readonly clock: FakeClock;
  readonly transport: FakeTransport;
  readonly storage: KeyValueStorage = memoryStorage();
  readonly general: string;
  private readonly direct: string;
  private readonly written: { conversation: string; body: string }[] = [];
  engine: Engine;

  constructor(seed: number) {
    const { server } = this;
    server.run("usr_owner", {
      type: "workspace.create",
      input: { name: "Acme", slug: "acme", source: null, owner: person("owner") },
    });
    const [made] = server.run("usr_owner", {
      type: "invite.create",
      input: { role: "member", channel_ids: [], expires_at: null, max_uses: null },
    });
    const invite_id = made?.type === "invite.created" ? made.payload.invite_id : "";
    server.run(viewer, { type: "invite.accept", input: { invite_id, person: person("ann") } });
    server.run(viewer, { type: "direct.create", input: { member_ids: ["usr_owner"] } });
    this.general = [...server.store.all("channel")][0]?.id ?? "";
    this.direct = [...server.store.all("direct")][0]?.id ?? "";
    for (let index = 0; index < 6; index += 1) server.run("usr_owner", message(this.general, `before ${index}`));
    this.client = new ClientServer(server, viewer);
    this.clock = new FakeClock(seed);
    this.transport = new FakeTransport(this.client, this.clock);
    this.engine = this.create();
  }

  async open(): Promise<void> {
    this.engine.start();
    this.engine.timeline.open(this.general);
    this.engine.timeline.open(this.direct);
    await this.clock.pass(2_000);
  }

  timeline() {
    return this.engine.views.read("timeline", this.general).messages;
  }

  async take({ kind, which }: Step): Promise<void> {
    const { engine } = this;
    const target = this.timeline()[which % Math.max(1, this.timeline().length)];
    if (kind === "wait") await this.clock.pass(which);
    else if (kind === "network") this.transport.healthy = which === 0;
    else if (kind === "reload") await this.reload();
    else if (kind === "other")
      this.transport.run("usr_owner", message(which % 2 === 0 ? this.general : this.direct, "theirs"));
    else if (kind === "send") this.send(which === 0 ? this.direct : this.general);
    else if (!target) return;
    else if (kind === "reply" && target.parent_message_id === null)
      engine.messages.reply({ root_message_id: target.id, body: "reply" });
    else if (kind === "react") engine.messages.react({ message_id: target.id, emoji: "👍" });
    else if (kind === "edit" && target.is_mine)
      engine.messages.edit({ message_id: target.id, body: `edited ${which}` });
    else if (kind === "remove" && target.is_mine && target.delivery.state === "sent")
      engine.messages.remove({ message_id: target.id });
  }

  /** The network heals, and everything on its way arrives. */
  async recover(): Promise<void> {
    this.transport.healthy = true;
    await this.clock.pass(240_000);
  }

  expectExactlyOnce(): void {
    const mine = [...this.server.store.all("message")].filter(
      (one) => one.author_id === viewer && one.parent_message_id === null,
    );
    const nonces = mine.map((one) => one.nonce);
    expect(new Set(nonces).size).toBe(nonces.length);
    for (const conversation of [this.general, this.direct]) {
      const made = this.client.messagesOf(conversation).filter((one) => one.author_id === viewer);
      const written = this.written.filter((one) => one.conversation === conversation);
      expect(made.length, "each message once").toBe(written.length);
      const untouched = made.filter((one) => one.edited_at === null && one.deleted_at === null).map((one) => one.body);
      const bodies = written.map((one) => one.body);
      expect(
        untouched.map((body) => bodies.indexOf(body)),
        "in the order they were written",
      ).toEqual(untouched.map((body) => bodies.indexOf(body)).sort((one, other) => one - other));
    }
  }

  expectAgreement(): void {
    expect(this.engine.views.read("connection", "")).toMatchObject({ state: "live", queued: 0 });
    const shown = this.timeline();
    expect(shown.every(({ delivery }) => delivery.state === "sent")).toBe(true);
    const truth = this.client
      .messagesOf(this.general)
      .map((one) => this.client.resource(one))
      .filter((one) => one.deleted_at === null || (one.thread_state?.reply_count ?? 0) > 0);
    const facts = (one: (typeof truth)[number]) => [
      one.id,
      one.body,
      one.thread_state?.reply_count ?? 0,
      one.reactions,
    ];
    const oldest = shown[0]?.channel_seq ?? 0;
    expect(shown.map(facts)).toEqual(truth.filter((one) => (one.channel_seq ?? 0) >= oldest).map(facts));
    const states = new Map(this.client.readStates().map((state) => [state.conversation_id, state]));
    for (const id of [this.general, this.direct]) {
      const state = this.engine.views.read("read_state", id);
      expect([state?.unread_count, state?.last_read_seq]).toEqual([
        states.get(id)?.unread_count,
        states.get(id)?.last_read_seq,
      ]);
    }
  }

  private send(conversation: string): void {
    if (this.engine.views.read("boot_status", "").state !== "ready") return;
    const body = `mine ${this.written.length}`;
    this.written.push({ conversation, body });
    this.engine.messages.send({ conversation_id: conversation, body });
  }

  private async reload(): Promise<void> {
    this.engine.stop();
    this.engine = this.create();
    await this.open();
  }

  private create(): Engine {
    const { transport, storage, clock } = this;
    return createEngine({ transport, storage, clock, schedule: (callback) => void clock.after(16, callback) });
  }
}

function person(handle: string) {
  return { display_name: handle, handle, avatar_url: null };
}

function message(conversation: string, body: string): Command {
  const isDirect = conversation.startsWith("direct");
  return {
    type: "message.create",
    input: {
      body,
      nonce: null,
      quoted_message_id: null,
      kind: "message",
      turn_id: null,
      author_model: null,
      author_thinking: null,
      author_runtime: null,
      correlation_id: null,
      channel_id: isDirect ? null : conversation,
      direct_conversation_id: isDirect ? conversation : null,
    },
  };
}

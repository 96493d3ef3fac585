import fc from "fast-check";
import { expect, test } from "vitest";
import { Replica } from "../../../src/client/replica/replica";
import type { PageTarget } from "../../../src/client/replica/windows";
import type { MessagePage, PageAt } from "../../../src/client/transport/transport";
import type { Command } from "../../../src/domain";
import { DomainError } from "../../../src/domain/core/errors";
import { canReadChannel } from "../../../src/domain/core/permissions";
import { kindOf } from "../../../src/domain/definitions";
import { reactionKey } from "../../../src/domain/reactions/rules";
import { keyOf, kinds, ownerIn } from "../../../src/domain/state";
import { draft, message } from "../../support/drafts";
import { ClientServer } from "../support/client-server";
import { MemoryServer } from "../support/memory-server";

const viewer = "usr_ann";
const people = ["usr_owner", viewer, "usr_ben"] as const;

const act = fc.record({
  kind: fc.constant("act" as const),
  actor: fc.nat(2),
  what: fc.nat(17),
  one: fc.nat(40),
  two: fc.nat(40),
  word: fc.constantFrom("hi", "@ann look", "@channel", "**bold**"),
});
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

const step = fc.oneof(
  { weight: 8, arbitrary: act },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("stream" as const), count: fc.nat(6) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      which: fc.nat(5),
      edge: fc.constantFrom("older" as const, "newer" as const, "whole" as const, "around" as const, "thread" as const),
      around: fc.nat(20),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("answer" as const), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "boot" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), which: fc.nat(5) }) },
);

test("boot, frames and pages converge to the server's state in whatever order they come", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 120 }), (steps) => {
      const world = new World();
      for (const one of steps) world.take(one);
      world.finish();
      world.expectAgreement();
    }),
    { numRuns: 400, examples: [[lateOlderPage()], [pageBehindAChange()]] },
  );
});

test("the first event after a boot that says that a channel's maker left it, or came back, is told of", () => {
  const world = new World();
  const { server, replica } = world;
  const general = [...server.store.all("channel")].find((channel) => channel.name === "general")?.id ?? "";
  const told = () =>
    replica.memberChanges
      .of(general)
      .at(-1)
      ?.changes.map(({ kind, user_id }) => `${user_id} ${kind}`);
  server.run("usr_owner", { type: "channel.remove_member", input: { channel_id: general, user_id: "usr_owner" } });
  world.finish();
  expect(told()).toEqual(["usr_owner left"]);
  world.take({ kind: "boot" });
  server.run("usr_owner", { type: "channel.join", input: { channel_id: general } });
  world.finish();
  expect(told()).toEqual(["usr_owner left", "usr_owner joined"]);
});

test("a frame that does not begin where the client stands is refused and changes nothing", () => {
  const world = new World();
  for (let index = 0; index < 4; index += 1) world.take({ kind: "act", actor: 0, what: 0, one: 0, two: 0, word: "hi" });
  const { replica, client } = world;
  expect(replica.takeFrame(client.frame(client.head - 1, client.head))).toBe(false);
  expect(replica.position).toBe(world.start);
  world.finish();
  world.expectAgreement();
});

test("a page that events have passed beyond what is remembered must be asked for again", () => {
  const world = new World();
  const [conversation = ""] = client(world).ownConversations();
  const asked = { askedAt: world.replica.position, page: client(world).page(conversation, {}, 20) };
  world.take({ kind: "act", actor: 0, what: 0, one: 0, two: 0, word: "hi" });
  world.take({ kind: "boot" });
  expect(world.replica.takePage(asked.page, { kind: "timeline", id: conversation, edge: "whole" }, asked.askedAt)).toBe(
    false,
  );
});

test("a person who loses a private channel keeps nothing of it, and finds it again when let in", () => {
  const world = new World();
  const { server, replica } = world;
  server.run("usr_owner", { type: "channel.create", input: { name: "secret", kind: "private" } });
  const secret = [...server.store.all("channel")].find((channel) => channel.name === "secret")?.id ?? "";
  server.run("usr_owner", { type: "channel.add_member", input: { channel_id: secret, user_id: viewer } });
  world.take({ kind: "boot" });
  const [said] = server.run("usr_owner", message(secret, "the plan"));
  const message_id = said?.type === "message.created" ? said.payload.message_id : "";
  server.run("usr_owner", { type: "pin.add", input: { channel_id: secret, message_id } });
  server.run("usr_owner", { type: "channel.add_member", input: { channel_id: secret, user_id: "usr_ben" } });
  world.finish();
  expect(ofConversation(replica, secret)).toEqual(["channel", "channel_member", "timeline"]);
  expect([...replica.store.all("message")].some(({ body }) => body === "the plan")).toBe(true);
  const removal = server.run("usr_owner", {
    type: "channel.remove_member",
    input: { channel_id: secret, user_id: viewer },
  });
  world.finish();
  expect(removal).toHaveLength(1);
  expect([...replica.store.all("message")].some(({ body }) => body === "the plan")).toBe(false);
  expect(ofConversation(replica, secret)).toEqual([]);
  expect(replica.readStates.get(secret)).toBeUndefined();
});

test("a pin is not kept, since the screens that show pins ask the server for them", () => {
  const world = new World();
  const { server, replica } = world;
  const pinned = [...server.store.all("message")].find((message) => message.channel_id !== null);
  if (!pinned?.channel_id) throw new Error("no message");
  const input = { channel_id: pinned.channel_id, message_id: pinned.id };
  server.run("usr_owner", { type: "pin.add", input });
  world.finish();
  expect(replica.store.size("pin")).toBe(0);
});

test("a member who becomes a guest keeps nothing of channels they had not joined, not even from a page on its way", () => {
  const world = new World();
  const { server, replica } = world;
  const other = [...server.store.all("channel")].find((channel) => channel.name === "other");
  if (!other) throw new Error("no channel");
  server.run("usr_owner", message(other.id, "for members"));
  world.finish();
  const found = { kind: "channel" as const, channel: other, last_seq: 1, last_message_at: null };
  const askedAt = replica.position;
  const page = world.client.page(other.id, {}, 5);
  const take = () => {
    replica.takeConversation(found, askedAt);
    replica.takePage(page, { kind: "timeline", id: other.id, edge: "whole" }, askedAt);
  };
  take();
  const bodies = () => [...replica.store.all("message")].map(({ body }) => body);
  expect(bodies()).toContain("for members");
  server.run("usr_owner", { type: "member.change_role", input: { user_id: viewer, role: "guest" } });
  expect(replica.takeFrame(world.client.frame(replica.position, world.client.head))).toBe(true);
  take();
  expect(bodies()).not.toContain("for members");
  expect(bodies()).toContain("before 7");
  expect(replica.store.get("channel", other.id)).toBeUndefined();
});

test("a removed member is not offered to choose from, even if known only from a list, until they are back", () => {
  const world = new World();
  const { server, replica } = world;
  const cat = { id: "usr_cat", display_name: "cat", handle: "cat", avatar_url: null, kind: "human" as const };
  invite(server, cat.id);
  world.take({ kind: "boot" });
  replica.takePerson(cat, replica.position);
  const isHere = () => replica.people.isHere(replica.store, cat.id);
  expect(isHere()).not.toBe(false);
  server.run("usr_owner", { type: "member.remove", input: { user_id: cat.id } });
  world.finish();
  expect(isHere()).toBe(false);
  expect(replica.people.all(replica.store).map(({ id }) => id)).not.toContain(cat.id);
  invite(server, cat.id);
  world.finish();
  expect(isHere()).toBe(true);
});

test("the same person is the same object as long as nothing about them changes, so that they are searched at once", () => {
  const world = new World();
  const { server, replica } = world;
  invite(server, "usr_cat");
  world.finish();
  const cat = replica.people.get(replica.store, "usr_cat");
  const general = [...server.store.all("channel")].find((channel) => channel.name === "general")?.id ?? "";
  server.run("usr_owner", message(general, "something else"));
  world.finish();
  expect(replica.people.get(replica.store, "usr_cat")).toBe(cat);
});

test("a person whom a guest no longer knows is still named by what they wrote, but not offered to choose from, until they are back", () => {
  const world = new World();
  const { server, replica } = world;
  const general = [...server.store.all("channel")].find((channel) => channel.name === "general")?.id ?? "";
  invite(server, "usr_cat");
  server.run("usr_cat", message(general, "hello from cat"));
  server.run("usr_owner", { type: "member.change_role", input: { user_id: viewer, role: "guest" } });
  world.take({ kind: "boot" });
  const chosen = () => replica.people.all(replica.store).some(({ id }) => id === "usr_cat");
  const move = (type: "channel.add_member" | "channel.remove_member") => {
    server.run("usr_owner", { type, input: { channel_id: general, user_id: "usr_cat" } });
    world.finish();
  };
  expect(chosen()).toBe(true);
  move("channel.remove_member");
  expect([chosen(), world.parted]).toEqual([false, ["usr_cat"]]);
  expect(replica.people.get(replica.store, "usr_cat")?.display_name).toBe("cat");
  move("channel.add_member");
  expect(chosen()).toBe(true);
  move("channel.remove_member");
  const author = replica.people.get(replica.store, "usr_cat");
  if (author) replica.takePerson(author, replica.position);
  expect(chosen()).toBe(true);
});

test("a conversation that boot has left out is asked for when somebody writes there, and is the viewer's own then", () => {
  const { server, client } = new World();
  const [general] = [...server.store.all("channel")];
  if (!general) throw new Error("no channel");
  const asked: string[] = [];
  const replica = new Replica({
    invalidate: () => undefined,
    onOwnMessage: () => undefined,
    onWritten: () => undefined,
    onUnknownChannel: (id) => asked.push(id),
    onLost: () => undefined,
    onParted: () => undefined,
    onMembershipChanged: () => undefined,
  });
  const boot = client.boot(null);
  replica.reset({
    ...boot,
    more_conversations: true,
    events: boot.events.filter(({ channel_id }) => channel_id !== general.id),
    read_states: boot.read_states.filter(({ conversation_id }) => conversation_id !== general.id),
  });
  expect(replica.isMine(general.id)).toBe(false);
  for (const body of ["one", "two"]) server.run("usr_owner", message(general.id, body));
  expect(replica.takeFrame(client.frame(replica.position, client.head))).toBe(true);
  expect(asked).toEqual([general.id]);
  // It could not be had: the next message asks again, once.
  replica.missConversation(general.id);
  for (const body of ["one more", "and one"]) server.run("usr_owner", message(general.id, body));
  expect(replica.takeFrame(client.frame(replica.position, client.head))).toBe(true);
  expect(asked).toEqual([general.id, general.id]);
  const own = { last_read_seq: 3, unread_count: 7, mention_count: 0 };
  const found = { kind: "channel" as const, channel: general, last_seq: 10, last_message_at: null, own };
  replica.takeConversation(found, replica.position);
  expect(replica.isMine(general.id)).toBe(true);
  expect(replica.readStates.get(general.id)).toMatchObject(own);
  server.run("usr_owner", message(general.id, "three"));
  expect(replica.takeFrame(client.frame(replica.position, client.head))).toBe(true);
  expect(replica.readStates.get(general.id)?.unread_count).toBe(8);
});

/** A page that was asked for before people came and went arrives after one that knows of it. */
function lateOlderPage(): Step[] {
  const say: Step = { kind: "act", actor: 0, what: 0, one: 0, two: 0, word: "hi" };
  const older: Step = { kind: "ask", which: 0, edge: "older", around: 0 };
  return [
    older,
    older,
    { ...say, what: 13 },
    { ...older, edge: "around" },
    { ...say, actor: 1, what: 11 },
    { kind: "answer", which: 2 },
    older,
    say,
    { kind: "stream", count: 0 },
    { kind: "answer", which: 0 },
    { kind: "answer", which: 3 },
    ...Array<Step>(5).fill(say),
    { kind: "answer", which: 0 },
  ];
}

/** The stream tells of a change after the message at which a page of newer ones begins. */
function pageBehindAChange(): Step[] {
  const say: Step = { kind: "act", actor: 0, what: 0, one: 0, two: 0, word: "hi" };
  return [
    say,
    { ...say, one: 4 },
    { ...say, what: 14 },
    say,
    say,
    { kind: "stream", count: 1 },
    { kind: "ask", which: 0, edge: "newer", around: 0 },
    say,
    say,
    { kind: "answer", which: 0 },
  ];
}

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Asked = { readonly page: MessagePage; readonly target: PageTarget; readonly at: PageAt; readonly askedAt: number };

class World {
  readonly server = new MemoryServer();
  readonly client: ClientServer;
  readonly replica: Replica;
  readonly start: number;
  private readonly asked: Asked[] = [];
  private readonly unknown = new Set<string>();
  /** Whom a guest may not know any more, in the order in which they left. */
  readonly parted: string[] = [];
  private isStale = false;

  constructor() {
    const { server } = this;
    server.run("usr_owner", {
      type: "workspace.create",
      input: { name: "Acme", slug: "acme", source: null, owner: person("owner") },
    });
    for (const userId of [viewer, "usr_ben"]) invite(server, userId);
    const general = [...server.store.all("channel")][0]?.id ?? "";
    server.run("usr_owner", { type: "channel.create", input: { name: "other", kind: "public" } });
    server.run("usr_owner", { type: "channel.create", input: { name: "hidden", kind: "private" } });
    server.run(viewer, { type: "direct.create", input: { member_ids: ["usr_ben"] } });
    for (let index = 0; index < 8; index += 1) server.run("usr_owner", message(general, `before ${index}`));
    this.client = new ClientServer(server, viewer);
    this.replica = new Replica({
      invalidate: () => undefined,
      onOwnMessage: () => undefined,
      onWritten: () => undefined,
      onUnknownChannel: (id) => void this.unknown.add(id),
      onLost: () => undefined,
      onParted: (id) => void this.parted.push(id),
      onMembershipChanged: () => {
        this.isStale = true;
      },
    });
    this.replica.reset(this.client.boot(general));
    this.start = this.replica.position;
  }

  take(one: Step): void {
    if (one.kind === "act") this.act(one);
    else if (one.kind === "stream") this.stream(one.count);
    else if (one.kind === "ask") this.ask(one);
    else if (one.kind === "answer") this.answer(one.which);
    else if (one.kind === "leave") this.replica.setOpen(this.conversation(one.which), false);
    else this.replica.reset(this.client.boot(this.conversation(0)));
  }

  /** Everything still on its way arrives. */
  finish(): void {
    while (this.asked.length > 0) this.answer(0);
    this.stream(Number.POSITIVE_INFINITY);
  }

  expectAgreement(): void {
    const { replica, client: served } = this;
    const { store } = this.server;
    expect(replica.position).toBe(served.head);
    for (const [id, window] of replica.windows.timelines) {
      const all = served.messagesOf(id);
      const seqs = window.entries.map(({ seq }) => seq);
      const [oldest = 0, newest = Number.POSITIVE_INFINITY] = [seqs[0], window.has_newer ? seqs.at(-1) : undefined];
      const living = all.filter(
        ({ channel_seq, deleted_at }) =>
          deleted_at === null && (channel_seq ?? 0) >= oldest && (channel_seq ?? 0) <= newest,
      );
      const known = new Set(window.entries.map((entry) => entry.id));
      expect(
        living.filter((message) => !known.has(message.id)),
        "no hole in a window",
      ).toEqual([]);
      if (seqs.length > 0)
        expect(
          window.has_older ||
            !all.some(({ channel_seq, deleted_at }) => deleted_at === null && (channel_seq ?? 0) < oldest),
        ).toBe(true);
    }
    for (const [id, window] of replica.windows.timelines) {
      if (!replica.memberChanges.isKnown(id)) continue;
      const seqs = window.entries.map(({ seq }) => seq);
      const from = window.has_older ? (seqs[0] ?? Number.POSITIVE_INFINITY) : 0;
      const to = window.has_newer ? (seqs.at(-1) ?? 0) - 1 : Number.POSITIVE_INFINITY;
      expect(replica.memberChanges.of(id), "who came and went").toEqual(served.history(id, from, to).between);
    }
    for (const [rootId, window] of replica.windows.threads) {
      if (window.has_newer) continue;
      const replies = served
        .replies(rootId, {}, 1_000)
        .messages.filter(({ thread_seq }) => (thread_seq ?? 0) >= (window.entries[0]?.seq ?? 0));
      expect(window.entries.map(({ id }) => id)).toEqual(replies.map(({ id }) => id));
    }
    const self = store.get("member", viewer);
    for (const held of replica.store.all("channel")) {
      const channel = store.get("channel", held.id);
      expect(self && channel && canReadChannel(store, self, channel), `${held.name} may be read`).toBe(true);
    }
    for (const held of replica.store.all("message")) {
      const truth = store.get("message", held.id);
      expect(replica.windows.holds(held), "nothing is held that no window shows").toBe(true);
      expect(plain(held)).toEqual(truth && plain(truth));
      expect(threadOf(replica.store.get("thread", held.id))).toEqual(threadOf(store.get("thread", held.id)));
      expect(tallies(replica.store, held.id)).toEqual(tallies(store, held.id));
    }
    const truths = new Map(served.readStates().map((state) => [state.conversation_id, state]));
    expect(
      replica.readStates
        .all()
        .map(({ conversation_id }) => conversation_id)
        .sort(),
    ).toEqual([...truths.keys()].sort());
    for (const state of replica.readStates.all()) {
      const truth = truths.get(state.conversation_id);
      expect(state.unread_count, `unread in ${state.conversation_id}`).toBe(truth?.unread_count);
      expect(state.mention_count, `mentions in ${state.conversation_id}`).toBe(truth?.mention_count);
    }
    for (const id of served.ownConversations()) {
      expect(replica.store.get("channel", id)?.name).toEqual(store.get("channel", id)?.name);
      expect(replica.isMine(id)).toBe(true);
    }
    for (const userId of people) {
      if (replica.store.get("member", userId))
        expect(replica.people.get(replica.store, userId)?.display_name).toBe(store.get("member", userId)?.display_name);
    }
  }

  private stream(count: number): void {
    const { position } = this.replica;
    const upto = Math.min(this.client.head, position + count);
    expect(this.replica.takeFrame(this.client.frame(position, upto))).toBe(true);
    for (const id of this.unknown) {
      const channel = this.server.store.get("channel", id);
      const last_seq = this.server.store.get("timeline", id)?.last_seq ?? 0;
      if (channel)
        this.replica.takeConversation(
          { kind: "channel", channel, last_seq, last_message_at: null },
          this.replica.position,
        );
    }
    this.unknown.clear();
    if (!this.isStale) return;
    this.isStale = false;
    this.replica.reset(this.client.boot(this.conversation(0)));
  }

  private ask({ which, edge, around }: Extract<Step, { kind: "ask" }>): void {
    const id = this.conversation(which);
    const window = this.replica.windows.timelines.get(id);
    const askedAt = this.replica.position;
    if (edge === "thread") {
      const rootId = this.client
        .messagesOf(id)
        .filter((message) => message.parent_message_id === null)
        .at(-1)?.id;
      if (rootId === undefined) return;
      this.replica.openThread(rootId);
      const root = this.server.store.get("message", rootId);
      if (root) this.replica.takeMessage(this.client.resource(root), askedAt);
      this.asked.push({
        page: this.client.replies(rootId, {}, 5),
        at: {},
        askedAt,
        target: { kind: "thread", id: rootId, edge: "whole" },
      });
      return;
    }
    const at = placeOf(edge, window?.entries[0]?.seq, window?.entries.at(-1)?.seq, around);
    if (at === null) return;
    const pageEdge = edge === "around" ? "whole" : edge;
    this.asked.push({
      page: this.client.page(id, at, 5),
      at,
      askedAt,
      target: { kind: "timeline", id, edge: pageEdge },
    });
  }

  private answer(which: number): void {
    const [asked] = this.asked.splice(which % Math.max(this.asked.length, 1), 1);
    if (!asked) return;
    const entries = this.replica.windows.timelines.get(asked.target.id)?.entries;
    const { edge } = asked.target;
    // As the loader does: a page for an edge that has moved meanwhile is dropped.
    if (edge === "older" && entries?.[0]?.seq !== asked.at.before_seq) return;
    if (edge === "newer" && entries?.at(-1)?.seq !== asked.at.after_seq) return;
    this.replica.takePage(asked.page, asked.target, asked.askedAt);
  }

  private conversation(which: number): string {
    const own = this.client.ownConversations();
    return own[which % own.length] ?? "";
  }

  private act(chosen: Act): void {
    try {
      this.server.run(people[chosen.actor] ?? "usr_owner", commandOf(this.server, chosen));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
  }
}

function placeOf(
  edge: "older" | "newer" | "whole" | "around",
  oldest: number | undefined,
  newest: number | undefined,
  around: number,
): PageAt | null {
  if (edge === "whole") return {};
  if (edge === "around") return { around_seq: around };
  if (edge === "older") return oldest === undefined ? null : { before_seq: oldest };
  return newest === undefined ? null : { after_seq: newest };
}

function commandOf(server: MemoryServer, { what, one, two, word }: Act): Command {
  const channels = [...server.store.all("channel")];
  const directs = [...server.store.all("direct")];
  const messages = [...server.store.all("message")].slice(-5);
  const channel_id = channels[one % channels.length]?.id ?? "";
  const direct_conversation_id = directs[one % directs.length]?.id ?? "";
  const message_id = messages[one % messages.length]?.id ?? "";
  const quoted_message_id = two % 4 === 0 ? message_id : null;
  const create = { ...draft(word), quoted_message_id };
  const commands: Command[] = [
    message(channel_id, word),
    { type: "message.create", input: { ...create, channel_id, direct_conversation_id: null } },
    { type: "message.create", input: { ...create, channel_id: null, direct_conversation_id } },
    { type: "thread.reply", input: { ...create, root_message_id: message_id, also_send_to_channel: two % 2 === 0 } },
    { type: "thread.reply", input: { ...draft(word), root_message_id: message_id, also_send_to_channel: false } },
    { type: "message.update", input: { message_id, body: `${word} edited ${two}` } },
    { type: "message.delete", input: { message_id } },
    { type: "reaction.add", input: { message_id, emoji: "👍" } },
    { type: "reaction.add", input: { message_id, emoji: two % 2 === 0 ? "👍" : "🎉" } },
    { type: "reaction.remove", input: { message_id, emoji: "👍" } },
    { type: "channel.update", input: { channel_id, name: `c${two}` } },
    { type: "channel.join", input: { channel_id } },
    { type: "member.update", input: { display_name: `${word} ${two}`, handle: `h${one}`, avatar_url: null } },
    { type: "channel.remove_member", input: { channel_id, user_id: viewer } },
    { type: "channel.remove_member", input: { channel_id, user_id: people[two % people.length] ?? "" } },
    { type: "channel.add_member", input: { channel_id, user_id: people[two % people.length] ?? "" } },
    { type: "channel.join", input: { channel_id } },
    { type: "member.change_role", input: { user_id: viewer, role: two % 2 === 0 ? "guest" : "member" } },
  ];
  return commands[what % commands.length] ?? message(channel_id, word);
}

function client(world: World): ClientServer {
  return world.client;
}

function invite(server: MemoryServer, userId: string): void {
  const [made] = server.run("usr_owner", {
    type: "invite.create",
    input: { role: "member", channel_ids: [], expires_at: null, max_uses: null },
  });
  if (made?.type !== "invite.created") throw new Error("no invite");
  const { invite_id } = made.payload;
  server.run(userId, { type: "invite.accept", input: { invite_id, person: person(userId.slice(4)) } });
}

function person(handle: string) {
  return { display_name: handle, handle, avatar_url: null };
}

type Store = Replica["store"] | MemoryServer["store"];

function plain(held: object): object {
  return { ...held, cursor: 0, event_cursors: [], request_digest: null };
}

function threadOf(thread: object | undefined): object | null {
  return thread && "reply_count" in thread && thread.reply_count !== 0 ? { ...thread, cursor: 0 } : null;
}

function tallies(store: Store, messageId: string): unknown[] {
  return store
    .find("tally", "message", messageId)
    .map(({ emoji, count }) => [
      emoji,
      count,
      store.get("reaction", reactionKey(messageId, viewer, emoji)) !== undefined,
    ])
    .sort();
}

/** The kinds of what the browser keeps of a conversation besides messages. */
function ofConversation({ store }: Replica, id: string): string[] {
  return kinds.filter(
    (kind) =>
      kindOf[kind].belongsTo === "conversation" &&
      store.list(kind).some((one) => ownerIn(keyOf[kind](one as never)) === id),
  );
}

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Command, type EventType, eventDefinitions, reduce } from "../../src/domain";
import { DomainError } from "../../src/domain/core/errors";
import { eventPayloads } from "../../src/domain/event-payloads.schema";
import { keyOf, kinds, MemoryStore } from "../../src/domain/state";
import { MemoryServer, Observer, snapshotOf } from "./support/memory-server";

const owner = "usr_owner";
const people = ["usr_owner", "usr_mod", "usr_ann", "usr_ben", "usr_guest", "usr_bot"] as const;

/** A workspace with an owner, a moderator, two members, a guest and a bot. */
function populated(): MemoryServer {
  const server = new MemoryServer();
  server.run(owner, {
    type: "workspace.create",
    input: { name: "Acme", slug: "acme", source: null, owner: person("owner") },
  });
  const general = [...server.store.all("channel")][0]?.id ?? "";
  join(server, "usr_mod", "moderator", []);
  join(server, "usr_ann", "member", []);
  join(server, "usr_ben", "member", []);
  join(server, "usr_guest", "guest", [general]);
  server.run(owner, { type: "bot.create", input: { bot_id: "usr_bot", person: person("bot"), service: true } });
  return server;
}

function join(
  server: MemoryServer,
  userId: string,
  role: "moderator" | "member" | "guest",
  channel_ids: string[],
): void {
  const [made] = server.run(owner, {
    type: "invite.create",
    input: { role, channel_ids, max_uses: null },
  });
  if (made?.type !== "invite.created") throw new Error("no invite");
  server.run(userId, {
    type: "invite.accept",
    input: { invite_id: made.payload.invite_id, person: person(userId.slice(4)) },
  });
}

function person(handle: string) {
  return { display_name: handle, handle, avatar_url: null };
}

/** A step: who acts, what kind of thing they do, and numbers that choose among what there is. */
const step = fc.record({
  actor: fc.nat(people.length - 1),
  what: fc.nat(29),
  one: fc.nat(50),
  two: fc.nat(50),
  word: fc.constantFrom("hi", "@ann look", "@channel", "see @guest and @bot", "**bold**"),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Whatever chance left out: each kind of step by the owner, in the order of the list. */
const everyKind: Step[] = Array.from({ length: 30 }, (_, what) => ({ actor: 0, what, one: 0, two: 1, word: "hi" }));

function commandOf(server: MemoryServer, { what, one, two, word }: Step): Command {
  const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(list.length, 1)];
  const channel_id = pick([...server.store.all("channel")], one)?.id ?? "none";
  const direct_conversation_id = pick([...server.store.all("direct")], one)?.id ?? "none";
  // Few messages, so that the things done to one meet each other.
  const messages = [...server.store.all("message")].slice(-4);
  const message_id = pick(messages, one)?.id ?? "none";
  const channelOf = (id: string) => server.store.get("message", id)?.channel_id ?? "none";
  const user_id = pick(people, two) ?? owner;
  const draft = {
    body: word,
    nonce: two % 3 === 0 ? `n${two}` : null,
    quoted_message_id: two % 4 === 0 ? (pick(messages, two)?.id ?? null) : null,
    kind: "message" as const,
    turn_id: null,
    author_model: null,
    author_thinking: null,
    author_runtime: null,
    correlation_id: null,
  };
  const commands: Command[] = [
    { type: "message.create", input: { ...draft, channel_id, direct_conversation_id: null } },
    { type: "message.create", input: { ...draft, channel_id, direct_conversation_id: null } },
    { type: "message.create", input: { ...draft, channel_id: null, direct_conversation_id } },
    { type: "thread.reply", input: { ...draft, root_message_id: message_id, also_send_to_channel: two % 2 === 0 } },
    { type: "thread.reply", input: { ...draft, root_message_id: message_id, also_send_to_channel: false } },
    { type: "message.update", input: { message_id, body: `${word} edited ${two}` } },
    { type: "message.delete", input: { message_id } },
    { type: "reaction.add", input: { message_id, emoji: two % 2 === 0 ? "👍" : "🎉" } },
    { type: "reaction.add", input: { message_id, emoji: "👍" } },
    { type: "reaction.remove", input: { message_id, emoji: "👍" } },
    { type: "channel.create", input: { name: `c${one}`, kind: two % 2 === 0 ? "public" : "private" } },
    { type: "channel.update", input: { channel_id, topic: word } },
    { type: "channel.update", input: { channel_id, archived: two % 2 === 0 } },
    { type: "reaction.remove", input: { message_id, emoji: two % 2 === 0 ? "👍" : "🎉" } },
    { type: "channel.update", input: { channel_id, name: `r${two}` } },
    { type: "channel.join", input: { channel_id } },
    { type: "channel.add_member", input: { channel_id, user_id } },
    { type: "channel.remove_member", input: { channel_id, user_id } },
    { type: "direct.create", input: { member_ids: [user_id] } },
    {
      type: "member.change_role",
      input: { user_id, role: pick(["moderator", "member", "guest"] as const, one) ?? "member" },
    },
    { type: "member.update", input: { ...person(`h${one}`), display_name: word } },
    { type: "member.remove", input: { user_id } },
    { type: "workspace.update", input: { name: `Acme ${one}` } },
    { type: "invite.create", input: { role: "member", channel_ids: [], expires_at: null, max_uses: 1 } },
    { type: "invite.revoke", input: { invite_id: pick([...server.store.all("invite")], one)?.id ?? "none" } },
    { type: "member.hand_over", input: { user_id } },
    { type: "pin.add", input: { channel_id: channelOf(message_id), message_id } },
    { type: "pin.remove", input: { channel_id: channelOf(message_id), message_id } },
    { type: "pin.add", input: { channel_id, message_id } },
    { type: "bot.delete", input: { bot_id: "usr_bot" } },
  ];
  return pick(commands, what) ?? { type: "channel.join", input: { channel_id } };
}

// I5, I9, I11
test("for every observer, the snapshot before and the visible events after make the snapshot after", () => {
  const seen = new Set<EventType>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const server = populated();
      const observers = people.map((userId) => ({ userId, observer: new Observer(server, userId) }));
      for (const current of [...steps, ...everyKind]) {
        const events = attempt(server, current);
        for (const event of events) seen.add(event.type);
        for (const { userId, observer } of observers) {
          observer.observe(events);
          expect(observer.held(), `${userId} after ${events.map((event) => event.type).join()}`).toEqual(
            snapshotOf(server.store, userId),
          );
        }
      }
    }),
    { numRuns: 200 },
  );
  const unseen = eventDefinitions.map((definition) => definition.type).filter((type) => !seen.has(type));
  // These belong to the making of a workspace, which every run begins with.
  expect(
    unseen.filter((type) => !["workspace.created", "member.joined", "bot.created", "invite.accepted"].includes(type)),
  ).toEqual([]);
});

test("every event fits its published schema and a refusal changes nothing", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const server = populated();
      for (const current of steps) {
        const before = server.store.version;
        const events = attempt(server, current);
        if (events.length === 0) expect(server.store.version).toBe(before);
        for (const event of events) expect(eventPayloads[event.type].parse(event.payload)).toEqual(event.payload);
      }
    }),
    { numRuns: 100 },
  );
});

test("folding the whole log from nothing gives the state", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), (steps) => {
      const server = populated();
      for (const current of steps) attempt(server, current);
      const folded = new MemoryStore();
      for (const event of server.log) folded.apply(reduce(folded, event));
      for (const kind of kinds) {
        const entries = (store: MemoryStore) =>
          new Map([...store.all(kind)].map((entity) => [keyOf[kind](entity as never), entity]));
        expect(entries(folded)).toEqual(entries(server.store));
      }
    }),
    { numRuns: 100 },
  );
});

/** Runs a step; the rules may refuse it, anything else is a fault. */
function attempt(server: MemoryServer, current: Step) {
  try {
    return server.run(people[current.actor] ?? owner, commandOf(server, current));
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

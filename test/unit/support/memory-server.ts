import { type Command, definitionOf, type Event, reduce } from "../../../src/domain";
import { accessIn } from "../../../src/domain/access";
import { commandDefinitions } from "../../../src/domain/command-definitions";
import { knows } from "../../../src/domain/core/acquaintances";
import type { CommandDefinition } from "../../../src/domain/core/commands";
import type { Envelope, NewEvent } from "../../../src/domain/core/events";
import { canReadConversation, canSee } from "../../../src/domain/core/permissions";
import { isManager } from "../../../src/domain/core/roles";
import { conversationOf } from "../../../src/domain/core/timelines";
import { kindOf } from "../../../src/domain/definitions";
import { type Entities, type Kind, keyOf, kinds, MemoryStore, ownerIn, put } from "../../../src/domain/state";
import { callsIn } from "../../../src/language";
import { loadedState } from "./loaded-state";

const definitions = new Map<string, CommandDefinition<string, never>>(
  commandDefinitions.map((definition) => [definition.type, definition as unknown as CommandDefinition<string, never>]),
);

/** One workspace in memory: decides with the real rules, folds with the real reducers, and keeps the whole log. */
export class MemoryServer {
  readonly store = new MemoryStore();
  readonly log: Event[] = [];
  readonly workspaceId = "wsp_test";
  /** A type of events that a log from before has none of. */
  forgetsEvents: string | null = null;
  /** The digest that an earlier version would have made of the next requests. */
  earlierDigest: string | null = null;
  private ids = 0;
  private minutes = 0;

  /** Decides a command on what its `needs` name, and folds its events. Throws what the decision throws. */
  run(userId: string, command: Command): Event[] {
    this.minutes += 1;
    const now = this.inMinutes(0);
    const definition = definitions.get(command.type);
    if (!definition) throw new Error(command.type);
    const actor = { user_id: userId };
    const loaded = loadedState(this.store, definition.needs(command.input as never, actor));
    const decision = definition.decide(loaded, command.input as never, {
      actor,
      workspace_id: this.workspaceId,
      now,
      request_digest: digestOf(command.input),
      earlier_digest: this.earlierDigest,
      calls: callsIn(definition.text(command.input as never)),
      newId: (kind) => this.newId(kind),
    });
    return this.append(userId, decision.events);
  }

  /** Folds events that somebody has caused, as the log would tell them. */
  append(userId: string, decided: readonly NewEvent[]): Event[] {
    return decided
      .filter(({ type }) => type !== this.forgetsEvents)
      .map((each) => {
        const envelope: Envelope = {
          ...each,
          id: this.newId("event"),
          cursor: this.log.length + 1,
          workspace_id: this.workspaceId,
          actor_id: each.actor_id ?? userId,
          created_at: each.created_at ?? this.inMinutes(0),
        };
        const event = envelope as Event;
        this.store.apply(reduce(this.store, event));
        this.log.push(event);
        return event;
      });
  }

  /** Every command comes a minute after the one before, but for this. */
  turnBack(minutes: number): void {
    this.minutes -= minutes;
  }

  inMinutes(minutes: number): string {
    return new Date(Date.UTC(2026, 0, 1, 0, this.minutes + minutes)).toISOString();
  }

  newId(kind: string): string {
    this.ids += 1;
    return `${kind}_${String(this.ids).padStart(5, "0")}`;
  }
}

/** What tells a retry from another request with the same nonce. */
export function digestOf(input: Command["input"]): string {
  return JSON.stringify(input);
}

/** Every entity that a viewer may see, in no bounded window: what the public boot is a part of. */
export function snapshotOf(store: MemoryStore, viewerId: string): Map<string, unknown> {
  const snapshot = new Map<string, unknown>();
  for (const kind of kinds)
    for (const entity of store.all(kind))
      if (isVisible(store, viewerId, kind, entity)) snapshot.set(`${kind} ${keyOf[kind](entity as never)}`, entity);
  return snapshot;
}

/** A reader who holds a snapshot and folds the events that it may see. */
export class Observer {
  readonly store = new MemoryStore();
  private readonly server: MemoryServer;
  private readonly userId: string;

  constructor(server: MemoryServer, userId: string) {
    this.server = server;
    this.userId = userId;
    this.absorb();
  }

  /** Folds what a command became, and then takes up or lets go of what the viewer's rights now say. */
  observe(events: readonly Event[]): void {
    const seen = events.filter((event) =>
      canSee(this.server.store, this.userId, event, definitionOf(event.type) ?? { audience: "private" as const }),
    );
    for (const event of seen) this.store.apply(reduce(this.store, event));
    const isGuest = this.server.store.get("member", this.userId)?.role === "guest";
    if (
      events.some(
        (event) => changesAccess(event, this.userId) || (isGuest && seen.includes(event) && changesAcquaintance(event)),
      )
    )
      this.absorb();
  }

  /** What the compacted events of a grant bring, and what losing access takes. */
  private absorb(): void {
    const granted = snapshotOf(this.server.store, this.userId);
    for (const kind of kinds) {
      for (const entity of this.server.store.all(kind))
        if (granted.has(`${kind} ${keyOf[kind](entity as never)}`))
          this.store.apply([put(kindOf[kind] as never, entity as never)]);
      for (const entity of [...this.store.all(kind)]) {
        const key = keyOf[kind](entity as never);
        if (!granted.has(`${kind} ${key}`)) this.store.apply([{ op: "remove", kind, key }]);
      }
    }
  }

  held(): Map<string, unknown> {
    const held = new Map<string, unknown>();
    for (const kind of kinds)
      for (const entity of this.store.all(kind)) held.set(`${kind} ${keyOf[kind](entity as never)}`, entity);
    return held;
  }
}

/** Only these may move what the viewer can read; anything else that did would show as a difference. */
function changesAccess(event: Event, userId: string): boolean {
  return accessIn(event)?.user_id === userId;
}

/** Only these may move whom a guest knows; they see each of them, since they happen in conversations of their own. */
function changesAcquaintance(event: Event): boolean {
  const access = accessIn(event);
  return access?.to === "conversation" && access.change !== "kind";
}

function isVisible<K extends Kind>(store: MemoryStore, viewerId: string, kind: K, entity: Entities[K]): boolean {
  const viewer = store.get("member", viewerId);
  if (!viewer || viewer.left_at !== null) return false;
  if (kind === "workspace") return true;
  if (kind === "member") return knows(store, viewer, keyOf.member(entity as Entities["member"]));
  if (kind === "invite") return isManager(viewer);
  const conversationId = conversationIdOf(store, kind, entity);
  if (conversationId === undefined) return false;
  const isDirect = store.get("direct", conversationId) !== undefined;
  return canReadConversation(store, viewer, {
    channel_id: isDirect ? null : conversationId,
    direct_conversation_id: isDirect ? conversationId : null,
  });
}

function conversationIdOf(store: MemoryStore, kind: Kind, entity: Entities[Kind]): string | undefined {
  const owner = ownerIn(keyOf[kind](entity as never));
  if (kindOf[kind].belongsTo === "conversation") return owner;
  const message = store.get("message", owner);
  return message && conversationOf(message);
}

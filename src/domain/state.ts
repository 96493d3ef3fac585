import type { Channel, ChannelMember } from "./channels";
import type { Direct } from "./directs";
import type { Invite } from "./invite-state";
import type { Member } from "./members";
import type { Message } from "./messages";
import type { Reaction, Tally } from "./reactions";
import type { Thread } from "./thread-state";
import type { Timeline } from "./timelines";
import type { Workspace } from "./workspaces";

/** Every kind of entity that the log's events change. Each is flat and carries the cursor of its last change. */
export type Entities = {
  workspace: Workspace;
  member: Member;
  channel: Channel;
  channel_member: ChannelMember;
  direct: Direct;
  timeline: Timeline;
  message: Message;
  thread: Thread;
  reaction: Reaction;
  tally: Tally;
  invite: Invite;
};

export type Kind = keyof Entities;

export type Change = {
  [K in Kind]:
    | {
        op: "put";
        kind: K;
        key: string;
        value: Entities[K];
        /** Among an overlay's changes: whether the state beneath holds nothing under this key. */
        isNew?: boolean;
      }
    | { op: "remove"; kind: K; key: string };
}[Kind];

/** The key of an entity among its kind, within one workspace. */
export const keyOf: { readonly [K in Kind]: (entity: Entities[K]) => string } = {
  workspace: (entity) => entity.id,
  member: (entity) => entity.user_id,
  channel: (entity) => entity.id,
  channel_member: (entity) => pairKey(entity.channel_id, entity.user_id),
  direct: (entity) => entity.id,
  timeline: (entity) => entity.conversation_id,
  message: (entity) => entity.id,
  thread: (entity) => entity.root_message_id,
  reaction: (entity) => reactionKey(entity.message_id, entity.user_id, entity.emoji),
  tally: (entity) => pairKey(entity.message_id, entity.emoji),
  invite: (entity) => entity.id,
};

export function pairKey(first: string, second: string): string {
  return `${first} ${second}`;
}

export function reactionKey(messageId: string, userId: string, emoji: string): string {
  return `${messageId} ${userId} ${emoji}`;
}

/** Under which values an index holds an entity: one, several, or none. */
type Indexed = string | readonly string[] | null;

type IndexOf<K extends Kind> = { readonly [name: string]: (entity: Entities[K]) => Indexed };

/** Look-ups other than by key. `null` leaves an entity out of the index. */
const indexes = {
  workspace: {},
  member: {
    handle: (member) => (member.left_at === null ? member.handle : null),
    guest: (member) => (member.left_at === null && member.role === "guest" ? "yes" : null),
  },
  channel: { name: (channel) => channel.name, default: (channel) => (channel.is_default ? "yes" : null) },
  channel_member: { channel: (row) => row.channel_id, user: (row) => row.user_id },
  direct: { member_key: (direct) => direct.member_key, member: (direct) => direct.member_ids },
  timeline: {},
  message: {
    nonce: (message) => (message.nonce === null ? null : pairKey(message.author_id, message.nonce)),
    thread: (message) => (message.parent_message_id === null ? null : message.thread_root_id),
    /** Those that carry the text of what they quote; others only link to it. */
    quoted: (message) => (message.quoted_body_snapshot === null ? null : message.quoted_message_id),
  },
  thread: {},
  reaction: { message: (reaction) => reaction.message_id },
  tally: { message: (tally) => tally.message_id },
  invite: { maker: (invite) => (invite.revoked_at === null ? invite.created_by : null) },
} satisfies { [K in Kind]: IndexOf<K> };

export type IndexName<K extends Kind> = Extract<keyof (typeof indexes)[K], string>;

/** What a command is decided against: entities by key or by index. An overlay and a store answer alike. */
export type State = {
  get<K extends Kind>(kind: K, key: string): Entities[K] | undefined;
  /** Every entity that the index holds under `value`, in no particular order. */
  find<K extends Kind>(kind: K, index: IndexName<K>, value: string): Entities[K][];
  /** The keys behind `find`: also of entities that are known to exist but need not be loaded. */
  keys<K extends Kind>(kind: K, index: IndexName<K>, value: string): Iterable<string>;
};

/** A shelf holds the entities of one kind with their indexes. A `base` beneath it shows through where it holds nothing. */
class Shelf<E> {
  readonly rows = new Map<string, E>();
  readonly removed = new Set<string>();
  private readonly indexed: {
    readonly extract: (entity: E) => Indexed;
    readonly keys: Map<string, Set<string>>;
  }[];
  private readonly indexNames: string[];

  private readonly remembersRemovals: boolean;

  constructor(definition: { readonly [name: string]: (entity: E) => Indexed }, remembersRemovals: boolean) {
    this.remembersRemovals = remembersRemovals;
    this.indexNames = Object.keys(definition);
    this.indexed = Object.values(definition).map((extract) => ({ extract, keys: new Map<string, Set<string>>() }));
  }

  put(key: string, value: E): void {
    this.forget(key);
    this.removed.delete(key);
    this.rows.set(key, value);
    for (const { extract, keys } of this.indexed) {
      const indexed = extract(value);
      if (indexed === null) continue;
      if (typeof indexed === "string") enter(keys, indexed, key);
      else for (const each of indexed) enter(keys, each, key);
    }
  }

  remove(key: string): void {
    this.forget(key);
    if (this.remembersRemovals) this.removed.add(key);
  }

  keysBy(name: string, value: string): ReadonlySet<string> | undefined {
    return this.indexed[this.indexNames.indexOf(name)]?.keys.get(value);
  }

  private forget(key: string): void {
    const old = this.rows.get(key);
    if (old === undefined) return;
    this.rows.delete(key);
    for (const { extract, keys } of this.indexed) {
      const indexed = extract(old);
      if (indexed === null) continue;
      if (typeof indexed === "string") leave(keys, indexed, key);
      else for (const each of indexed) leave(keys, each, key);
    }
  }
}

function enter(keys: Map<string, Set<string>>, indexed: string, key: string): void {
  const set = keys.get(indexed);
  if (set) set.add(key);
  else keys.set(indexed, new Set([key]));
}

function leave(keys: Map<string, Set<string>>, indexed: string, key: string): void {
  const set = keys.get(indexed);
  set?.delete(key);
  if (set?.size === 0) keys.delete(indexed);
}

type Shelves = { readonly [K in Kind]: Shelf<Entities[K]> };

function emptyShelves(remembersRemovals: boolean): Shelves {
  return {
    workspace: new Shelf(indexes.workspace, remembersRemovals),
    member: new Shelf(indexes.member, remembersRemovals),
    channel: new Shelf(indexes.channel, remembersRemovals),
    channel_member: new Shelf(indexes.channel_member, remembersRemovals),
    direct: new Shelf(indexes.direct, remembersRemovals),
    timeline: new Shelf(indexes.timeline, remembersRemovals),
    message: new Shelf(indexes.message, remembersRemovals),
    thread: new Shelf(indexes.thread, remembersRemovals),
    reaction: new Shelf(indexes.reaction, remembersRemovals),
    tally: new Shelf(indexes.tally, remembersRemovals),
    invite: new Shelf(indexes.invite, remembersRemovals),
  };
}

/** A mutable store of entities in memory: the server's hot state, the browser's confirmed state, a test's world. */
export class MemoryStore implements State {
  protected readonly shelves: Shelves;
  /** Grows with every applied batch, so that a screen knows when to look again. */
  version = 0;

  constructor(remembersRemovals = false) {
    this.shelves = emptyShelves(remembersRemovals);
  }

  get<K extends Kind>(kind: K, key: string): Entities[K] | undefined {
    return this.shelves[kind].rows.get(key);
  }

  find<K extends Kind>(kind: K, index: IndexName<K>, value: string): Entities[K][] {
    const found: Entities[K][] = [];
    for (const key of this.keys(kind, index, value)) {
      const entity = this.get(kind, key);
      if (entity !== undefined) found.push(entity);
    }
    return found;
  }

  /** Without building a list. */
  keys<K extends Kind>(kind: K, index: IndexName<K>, value: string): Iterable<string> {
    return this.shelves[kind].keysBy(index, value) ?? [];
  }

  /** How many keys `find` would go by, without looking at them. */
  count<K extends Kind>(kind: K, index: IndexName<K>, value: string): number {
    return this.shelves[kind].keysBy(index, value)?.size ?? 0;
  }

  all<K extends Kind>(kind: K): IterableIterator<Entities[K]> {
    return this.shelves[kind].rows.values();
  }

  size(kind: Kind): number {
    return this.shelves[kind].rows.size;
  }

  /** Applies changes in order. An entity that already holds a newer change than the one given keeps it. */
  apply(changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.op === "remove") this.shelves[change.kind].remove(change.key);
      else this.putNewest(change.kind, change.key, change.value);
    }
    this.version += 1;
  }

  private putNewest<K extends Kind>(kind: K, key: string, value: Entities[K]): void {
    const held = this.shelves[kind].rows.get(key);
    if (held !== undefined && held.cursor > value.cursor) return;
    this.shelves[kind].put(key, value);
  }
}

/** Changes laid over a state that stays as it is: what earlier commands of a batch, or pending ones of a browser, would do. */
export class Overlay extends MemoryStore {
  private readonly base: State;

  constructor(base: State) {
    super(true);
    this.base = base;
  }

  override get<K extends Kind>(kind: K, key: string): Entities[K] | undefined {
    const shelf = this.shelves[kind];
    const own = shelf.rows.get(key);
    if (own !== undefined) return own;
    return shelf.removed.has(key) ? undefined : this.base.get(kind, key);
  }

  override find<K extends Kind>(kind: K, index: IndexName<K>, value: string): Entities[K][] {
    const shelf = this.shelves[kind];
    const beneath = this.base.find(kind, index, value).filter((entity) => !this.holds(kind, keyOf[kind](entity)));
    const own = [...(shelf.keysBy(index, value) ?? [])].flatMap((key) => shelf.rows.get(key) ?? []);
    return [...beneath, ...own];
  }

  override keys<K extends Kind>(kind: K, index: IndexName<K>, value: string): string[] {
    const beneath = [...this.base.keys(kind, index, value)].filter((key) => !this.holds(kind, key));
    return [...beneath, ...super.keys(kind, index, value)];
  }

  /** What the overlay holds, as changes to the state beneath it: the last word on each entity. */
  changes(): Change[] {
    return (Object.keys(this.shelves) as Kind[]).flatMap((kind) => this.changesOf(kind));
  }

  private changesOf<K extends Kind>(kind: K): Change[] {
    const shelf = this.shelves[kind];
    const puts = [...shelf.rows].map(([key, value]) => {
      const isNew = this.base.get(kind, key) === undefined;
      return { op: "put", kind, key, value, isNew } as Change;
    });
    const removals = [...shelf.removed].map((key) => ({ op: "remove", kind, key }) as Change);
    return [...puts, ...removals];
  }

  private holds(kind: Kind, key: string): boolean {
    return this.shelves[kind].rows.has(key) || this.shelves[kind].removed.has(key);
  }
}

/** The change that stores an entity. */
export function put<K extends Kind>(kind: K, value: Entities[K]): Change {
  return { op: "put", kind, key: keyOf[kind](value), value } as Change;
}

/** The change that removes an entity. */
export function remove(kind: Kind, key: string): Change {
  return { op: "remove", kind, key };
}

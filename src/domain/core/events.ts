import type { WireEnvelope } from "./envelope.schema";
import type { Change, State } from "./kinds";
import type { Scope } from "./scopes";

/**
 * Who sees an event. `conversation`: everybody who may read the channel or direct conversation it names. `workspace`: every
 * member. `acquaintances`: everybody who knows the person it is about, which is every member except some guests. `managers`:
 * owner and moderators. `private`: exactly its `audience_user_ids`.
 */
export type Audience = "workspace" | "acquaintances" | "conversation" | "managers" | "private";

/** An event as the log holds it. `cursor` is its place in the workspace's log. */
export type Envelope<T extends string = string, P = unknown> = {
  readonly id: string;
  readonly cursor: number;
  readonly type: T;
  readonly v: number;
  readonly workspace_id: string;
  readonly channel_id: string | null;
  readonly direct_conversation_id: string | null;
  readonly seq: number | null;
  readonly actor_id: string;
  readonly created_at: string;
  readonly imported: boolean;
  readonly audience_user_ids: readonly string[] | null;
  /** Digest of the request that created a message; never on the wire. */
  readonly request_digest: string | null;
  readonly payload: P;
};

/** An event of any type with a payload of this type. */
export type EnvelopeWith<P> = Envelope<string, P>;

/** An event as a command decides it, before the log gives it a place. */
export type NewEvent = Pick<
  Envelope,
  | "type"
  | "v"
  | "channel_id"
  | "direct_conversation_id"
  | "seq"
  | "imported"
  | "audience_user_ids"
  | "request_digest"
  | "payload"
> & {
  /** Set only for imported events. Other events happen now, by the actor of the command. */
  readonly created_at: string | null;
  readonly actor_id: string | null;
};

type Placement = Partial<Omit<NewEvent, "type" | "v" | "payload">>;

/** The properties of an event type for code that handles many types alike. Omitting a required one does not compile. */
export type Meaning = {
  /** The scope a bot's token needs to receive it. Direct conversations also need `dms:read`. */
  readonly scope: Scope;
  /** Its effect on the message in its payload, which names it as `message_id`. */
  readonly message?: "brings" | "rewrites" | "deletes";
  /**
   * Its effect on read access. `gives` and `takes`: one person, `user_id` of its payload, enters or leaves the workspace or the
   * conversation. `opens`: all members of a new conversation gain access. `role`: one person's rights change. `kind`: a channel's
   * rights change.
   */
  readonly access?: "gives" | "takes" | "opens" | "role" | "kind";
} & (
  | { readonly audience: Exclude<Audience, "conversation">; readonly about?: never }
  /** In a conversation: the conversation itself and its members, or its content. A boot folds the former first. */
  | { readonly audience: "conversation"; readonly about: "conversation" | "content" }
);

export type EventDefinition<T extends string = string, P = unknown, W = P> = Meaning & {
  readonly type: T;
  /** The newest version of its payload, and the only one that code knows. Older ones are upcast when a row becomes an event. */
  readonly reads: number;
  /** The version that is written. It is older than `reads` until every server that may run can read the newest one. */
  readonly writes: number;
  /** Each takes a payload from version n to n + 1, for n from 1. */
  readonly upcasts: readonly ((payload: never) => unknown)[];
  /** Creates an event of this type for a command's decision, in the version that is written. */
  create(payload: W, placement?: Placement): NewEvent;
  /** Returns the entity changes that the event makes. */
  reduce(state: State, event: Envelope<T, P>): Change[];
  /** Ids of the messages whose text this event removes from the log. */
  redacts(payload: P): readonly string[];
  /** Id of the message whose earlier events lose their quoted text with this event. */
  unquotes(payload: P): string | null;
};

type Definition<P> = Meaning & {
  /** One for each version except the first. A field that an upcast adds is then present in old logs too. */
  readonly upcasts?: readonly ((payload: never) => unknown)[];
  /** The newest by default. */
  readonly writes?: number;
  readonly reduce: (state: State, event: EnvelopeWith<P>) => Change[];
  readonly redacts?: (payload: P) => readonly string[];
  readonly unquotes?: (payload: P) => string | null;
};

/**
 * Defines an event type: its meaning, its audience and its changes. `event-payloads.schema.ts` describes its published payload.
 * While an older version than the newest is written, `W` is the payload of that version.
 */
export function defineEvent<const T extends string, P, W = P>(
  type: T,
  definition: Definition<P>,
): EventDefinition<T, P, W> {
  const { audience, about, scope, message, access, reduce } = definition;
  const { upcasts = [], redacts = () => [], unquotes = () => null } = definition;
  const reads = upcasts.length + 1;
  const { writes = reads } = definition;
  const defined = {
    type,
    reads,
    writes,
    upcasts,
    audience,
    about,
    scope,
    message,
    access,
    reduce,
    redacts,
    unquotes,
    create: (payload: W, placement: Placement = {}): NewEvent => ({
      type,
      v: writes,
      payload,
      channel_id: null,
      direct_conversation_id: null,
      seq: null,
      imported: false,
      audience_user_ids: null,
      request_digest: null,
      created_at: null,
      actor_id: null,
      ...placement,
    }),
  };
  // All definitions have the same fields in the same order, so that they share a hidden class in V8. The compiler loses which
  // `about` goes with which audience.
  return defined as unknown as EventDefinition<T, P, W>;
}

export type EnvelopeOf<D> = D extends EventDefinition<infer T, infer P, infer _W> ? Envelope<T, P> : never;

/**
 * The canonical JSON form of an event, the same on every transport. Undefined fields are omitted. `compacted`: it represents
 * present state, not something that just happened.
 */
export function toWire(event: Envelope, { compacted = false } = {}): WireEnvelope {
  return {
    id: event.id,
    cursor: String(event.cursor),
    type: event.type,
    v: event.v,
    workspace_id: event.workspace_id,
    channel_id: event.channel_id ?? undefined,
    direct_conversation_id: event.direct_conversation_id ?? undefined,
    seq: event.seq ?? undefined,
    actor_id: event.actor_id,
    created_at: event.created_at,
    imported: event.imported || undefined,
    compacted: compacted || undefined,
    payload: event.payload as Record<string, unknown>,
  };
}

/**
 * The most that the JSON of an event takes beside its payload, in bytes. Most take some 60 fewer. What is bounded by bytes before
 * its events have been read counts with this.
 */
export const envelopeBytesMax = 360;

/** Restores an event from its wire envelope. The audience is not on the wire: anybody who received the event may see it. */
export function fromWire(wire: WireEnvelope): Envelope {
  return {
    ...wire,
    cursor: Number(wire.cursor),
    channel_id: wire.channel_id ?? null,
    direct_conversation_id: wire.direct_conversation_id ?? null,
    seq: wire.seq ?? null,
    imported: wire.imported ?? false,
    audience_user_ids: null,
    request_digest: null,
  };
}

/** Cursors of one epoch lie below the next multiple of this; a restore from a backup starts the next epoch. */
export const epochSize = 1_000_000_000_000;

export function epochOf(cursor: number): number {
  return Math.floor(cursor / epochSize);
}

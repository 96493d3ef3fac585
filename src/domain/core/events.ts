import type { WireEnvelope } from "./envelope.schema";
import type { Change, State } from "./kinds";
import type { Scope } from "./scopes";

/**
 * Who sees an event, besides what its conversation decides:
 * `conversation` members of the channel or direct conversation it names; `workspace` every member; `acquaintances` those who know the
 * person it is about, who are all members but some guests; `managers` owner and moderators; `private` exactly its `audience_user_ids`.
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
  /** Of the request that made a message; never on the wire. */
  readonly request_digest: string | null;
  readonly payload: P;
};

/** An event whose type does not matter, for its payload does. */
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
  /** Given for imported events only; others happen now, by the actor of the command. */
  readonly created_at: string | null;
  readonly actor_id: string | null;
};

type Placement = Partial<Omit<NewEvent, "type" | "v" | "payload">>;

/** What an event means to code that treats many types alike. A type that leaves out what it must say does not compile. */
export type Meaning = {
  /** What a bot's token must hold to be told of it; `dms:read` besides in direct conversations. */
  readonly scope: Scope;
  /** What it does to the message in its payload, which names it as `message_id`. */
  readonly message?: "brings" | "rewrites" | "deletes";
  /**
   * What it does to what people may read. `gives` and `takes`: one person, `user_id` of its payload, comes into the workspace or the
   * conversation, or leaves it; `opens`: all members of a new conversation; `role`: one person has other rights; `kind`: a channel has.
   */
  readonly access?: "gives" | "takes" | "opens" | "role" | "kind";
} & (
  | { readonly audience: Exclude<Audience, "conversation">; readonly about?: never }
  /** Of a conversation: the conversation itself and who is in it, or what is said there. A boot folds the former first. */
  | { readonly audience: "conversation"; readonly about: "conversation" | "content" }
);

export type EventDefinition<T extends string = string, P = unknown, W = P> = Meaning & {
  readonly type: T;
  /** The newest version of its payload, and the only one that code knows: an older one becomes it where a row becomes an event. */
  readonly reads: number;
  /** The version that is written: an older one than is read until every server that may run reads the new one. */
  readonly writes: number;
  /** Takes a payload of version n to n + 1, for n from 1. */
  readonly upcasts: readonly ((payload: never) => unknown)[];
  /** A new event of this type, for a command's decision; of the version that is written. */
  create(payload: W, placement?: Placement): NewEvent;
  /** Which entities the event changes, and to what. */
  reduce(state: State, event: Envelope<T, P>): Change[];
  /** Ids of the messages whose text this event takes out of the log. */
  redacts(payload: P): readonly string[];
  /** Id of the message whose earlier events lose the text that they quote with this one. */
  unquotes(payload: P): string | null;
};

type Definition<P> = Meaning & {
  /** One for each version but the first; what a payload gains, it has in old logs from then on. */
  readonly upcasts?: readonly ((payload: never) => unknown)[];
  /** Left out: the newest. */
  readonly writes?: number;
  readonly reduce: (state: State, event: EnvelopeWith<P>) => Change[];
  readonly redacts?: (payload: P) => readonly string[];
  readonly unquotes?: (payload: P) => string | null;
};

/**
 * Defines an event type: what it means, who sees it and what it changes. Its published payload is described in `schemas`. While an older
 * version than the newest is written, `W` is the payload of that one.
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
  // All have the same fields in the same order, so that V8 reads them alike. The compiler loses which `about` goes with which audience.
  return defined as unknown as EventDefinition<T, P, W>;
}

export type EnvelopeOf<D> = D extends EventDefinition<infer T, infer P, infer _W> ? Envelope<T, P> : never;

/**
 * The canonical JSON form of an event, the same on every transport; what is undefined is not in it. `compacted`: it stands for present
 * state, not for something that happened just now.
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

/** The event behind a wire envelope. Its audience is not on the wire: whoever received it may see it. */
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

import type { Envelope } from "./events";
import type { idPrefixes } from "./ids";
import { type Change, defineKind, put, type State } from "./kinds";

/** The conversation that something belongs to, in two fields: a channel or a direct conversation, never both. */
export type ConversationFields = {
  readonly channel_id: string | null;
  readonly direct_conversation_id: string | null;
};

/** The progress of a conversation. It is separate from the conversation itself, since every message changes it. */
export type Timeline = {
  readonly conversation_id: string;
  readonly workspace_id: string;
  readonly last_seq: number;
  readonly last_message_at: string | null;
  readonly cursor: number;
};

export const timelineKind = defineKind("timeline", {
  key: (timeline: Timeline) => timeline.conversation_id,
  hot: true,
  belongsTo: "conversation",
});

export type ConversationKind = "channel" | "direct";

/** Prefixes of conversation ids. */
const prefixes: { readonly [K in ConversationKind]: `${(typeof idPrefixes)[K]}_` } = { channel: "chn_", direct: "dm_" };

/** The kind of conversation that an id names, by its prefix; null for anything else, such as a name. */
export function conversationKind(id: string): ConversationKind | null {
  if (id.startsWith(prefixes.direct)) return "direct";
  return id.startsWith(prefixes.channel) ? "channel" : null;
}

/** The id of the channel or direct conversation that something belongs to; empty when it belongs to none. */
export function conversationOf({ channel_id, direct_conversation_id }: Partial<Unset<ConversationFields>>): string {
  return channel_id ?? direct_conversation_id ?? "";
}

/** The conversation that something belongs to, with its kind. */
export function conversationRefOf(place: ConversationFields): { readonly kind: ConversationKind; readonly id: string } {
  return { kind: place.channel_id === null ? "direct" : "channel", id: conversationOf(place) };
}

/** The fields for a conversation by its id: from the state if it is known there, otherwise from the id's prefix. */
export function conversationFieldsById(state: State, id: string): ConversationFields {
  const isDirect = state.get("direct", id) !== undefined || conversationKind(id) === "direct";
  return { channel_id: isDirect ? null : id, direct_conversation_id: isDirect ? id : null };
}

type Unset<T> = { readonly [F in keyof T]: T[F] | undefined };

/** The conversation fields of an event about the given thing. */
export function conversationFieldsOf({ channel_id, direct_conversation_id }: ConversationFields): ConversationFields {
  return { channel_id, direct_conversation_id };
}

/** The direct conversation in a payload; payloads about channels omit it. */
export function directOf({ direct_conversation_id }: Pick<ConversationFields, "direct_conversation_id">): {
  direct_conversation_id?: string;
} {
  return direct_conversation_id === null ? {} : { direct_conversation_id };
}

/** The number of the next message in a conversation. */
export function nextSeq(state: State, place: ConversationFields): number {
  return (state.get("timeline", conversationOf(place))?.last_seq ?? 0) + 1;
}

/** The timeline of a new conversation. */
export function emptyTimeline(conversationId: string, event: Envelope): Change {
  return put(timelineKind, {
    conversation_id: conversationId,
    workspace_id: event.workspace_id,
    last_seq: 0,
    last_message_at: null,
    cursor: event.cursor,
  });
}

/** Advances the timeline of a conversation to this event's message. An event without a number changes nothing. */
export function advanceTimeline(event: Envelope): Change[] {
  if (event.seq === null) return [];
  return [
    put(timelineKind, {
      conversation_id: conversationOf(event),
      workspace_id: event.workspace_id,
      last_seq: event.seq,
      last_message_at: event.created_at,
      cursor: event.cursor,
    }),
  ];
}

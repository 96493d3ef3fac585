import type { Envelope } from "./events";
import type { idPrefixes } from "./ids";
import { type Change, defineKind, put, type State } from "./kinds";

/** Where something belongs: a channel or a direct conversation, never both. */
export type Place = { readonly channel_id: string | null; readonly direct_conversation_id: string | null };

/** How far a conversation has come. Apart from the conversation itself, since every message moves it. */
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

/** How ids of conversations begin. */
const prefixes: { readonly [K in ConversationKind]: `${(typeof idPrefixes)[K]}_` } = { channel: "chn_", direct: "dm_" };

/** What an id names, by how it begins; null for what is no id of a conversation, such as a name. */
export function conversationKind(id: string): ConversationKind | null {
  if (id.startsWith(prefixes.direct)) return "direct";
  return id.startsWith(prefixes.channel) ? "channel" : null;
}

/** The id of the channel or direct conversation that something belongs to; empty when it belongs to none. */
export function conversationOf({ channel_id, direct_conversation_id }: Partial<Unset<Place>>): string {
  return channel_id ?? direct_conversation_id ?? "";
}

/** The conversation that something belongs to, with its kind. */
export function conversationIn(place: Place): { readonly kind: ConversationKind; readonly id: string } {
  return { kind: place.channel_id === null ? "direct" : "channel", id: conversationOf(place) };
}

/** The place of a conversation, by its id: as far as the state knows it, else as its id begins. */
export function placeIn(state: State, id: string): Place {
  const isDirect = state.get("direct", id) !== undefined || conversationKind(id) === "direct";
  return { channel_id: isDirect ? null : id, direct_conversation_id: isDirect ? id : null };
}

type Unset<T> = { readonly [F in keyof T]: T[F] | undefined };

/** Where an event about something belongs. */
export function placeOf({ channel_id, direct_conversation_id }: Place): Place {
  return { channel_id, direct_conversation_id };
}

/** What a payload says of a direct conversation; payloads about channels leave it out. */
export function directOf({ direct_conversation_id }: Pick<Place, "direct_conversation_id">): {
  direct_conversation_id?: string;
} {
  return direct_conversation_id === null ? {} : { direct_conversation_id };
}

/** The number that the next message of a conversation gets. */
export function nextSeq(state: State, place: Place): number {
  return (state.get("timeline", conversationOf(place))?.last_seq ?? 0) + 1;
}

/** A conversation that has just begun. */
export function emptyTimeline(conversationId: string, event: Envelope): Change {
  return put(timelineKind, {
    conversation_id: conversationId,
    workspace_id: event.workspace_id,
    last_seq: 0,
    last_message_at: null,
    cursor: event.cursor,
  });
}

/** A conversation whose newest root is the message of this event. */
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

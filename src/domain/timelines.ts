import type { Envelope } from "./events";
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

/** The id of the channel or direct conversation that something belongs to. */
export function conversationOf({ channel_id, direct_conversation_id }: Place): string {
  return channel_id ?? direct_conversation_id ?? "";
}

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

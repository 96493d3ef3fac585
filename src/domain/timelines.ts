import type { Envelope } from "./events";
import { type Change, put } from "./state";

/** How far a conversation has come. Apart from the conversation itself, since every message moves it. */
export type Timeline = {
  readonly conversation_id: string;
  readonly workspace_id: string;
  readonly last_seq: number;
  readonly last_message_at: string | null;
  readonly cursor: number;
};

/** The id of the channel or direct conversation that something belongs to. */
export function conversationOf(place: {
  readonly channel_id: string | null;
  readonly direct_conversation_id: string | null;
}): string {
  return place.channel_id ?? place.direct_conversation_id ?? "";
}

/** A conversation that has just begun. */
export function emptyTimeline(conversationId: string, event: Envelope): Change {
  return put("timeline", {
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
    put("timeline", {
      conversation_id: conversationOf(event),
      workspace_id: event.workspace_id,
      last_seq: event.seq,
      last_message_at: event.created_at,
      cursor: event.cursor,
    }),
  ];
}

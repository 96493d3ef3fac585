import type { MessageItem } from "../../../src/ui/message";

/** The time from which `at` counts. */
export const noon = new Date(2026, 10, 22, 12).getTime();

export type Made = {
  seq: number;
  at?: number;
  author?: string;
  nonce?: string;
  deleted?: boolean;
  replies?: number;
  imported?: boolean;
};

/** A message as the screen shows it. */
export function item({
  seq,
  at = 0,
  author = "usr_ana",
  nonce,
  deleted = false,
  replies = 0,
  imported = false,
}: Made): MessageItem {
  const person = { id: author, display_name: author, handle: author, avatar_url: null, kind: "human" as const };
  return {
    message: {
      id: `msg_${seq}`,
      workspace_id: "wsp_1",
      channel_id: "chn_1",
      direct_conversation_id: null,
      author_id: author,
      author: person,
      kind: "message",
      body: deleted ? "" : `message ${seq}`,
      body_format: "markdown",
      parent_message_id: null,
      thread_root_id: `msg_${seq}`,
      channel_seq: seq,
      thread_seq: null,
      mentions: [],
      mentions_everyone: false,
      quoted_message_id: null,
      quoted_author_id: null,
      quoted_author: null,
      quoted_body_snapshot: null,
      nonce: nonce ?? null,
      turn_id: null,
      author_model: null,
      author_thinking: null,
      author_runtime: null,
      imported,
      created_at: new Date(noon + at).toISOString(),
      edited_at: null,
      deleted_at: deleted ? new Date(noon).toISOString() : null,
      thread_state: {
        root_message_id: `msg_${seq}`,
        reply_count: replies,
        last_reply_at: null,
        last_reply_author_ids: [],
        last_seq: replies,
      },
      reactions: [],
    },
  };
}

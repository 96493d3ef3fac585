import { defineEvent, type EnvelopeWith } from "../core/events";
import { defineKind, type Entities, put, type State } from "../core/kinds";
import type { ThreadState, ThreadStatePayload } from "./threads.schema";

type Message = Entities["message"];

export type { ThreadState };
export type Thread = ThreadState & { readonly workspace_id: string; readonly cursor: number };

export const threadKind = defineKind("thread", {
  key: (thread: Thread) => thread.root_message_id,
  hot: false,
  belongsTo: "message",
});

export const threadStateUpdated = defineEvent("thread.state_updated", {
  audience: "conversation",
  about: "content",
  scope: "threads:read",
  reduce: (_state, event: EnvelopeWith<ThreadStatePayload>) => [
    put(threadKind, { workspace_id: event.workspace_id, cursor: event.cursor, ...event.payload.thread_state }),
  ],
});

/** The state of a thread after one of its replies is deleted. The newest live replies must be loaded. */
export function stateAfterDeletion(state: State, deleted: Message): ThreadState {
  const before = state.get("thread", deleted.thread_root_id) ?? emptyThread(deleted);
  const replies = state
    .find("message", "thread", deleted.thread_root_id)
    .filter((reply) => reply.deleted_at === null && reply.id !== deleted.id)
    .sort((one, other) => (other.thread_seq ?? 0) - (one.thread_seq ?? 0));
  return {
    root_message_id: deleted.thread_root_id,
    reply_count: Math.max(before.reply_count - 1, 0),
    last_reply_at: replies[0]?.created_at ?? null,
    last_reply_author_ids: newestAuthors(replies.map((reply) => reply.author_id)),
    last_seq: before.last_seq,
  };
}

/** The thread state of a root without replies. */
export function emptyThread(root: Pick<Message, "thread_root_id">): ThreadState {
  return {
    root_message_id: root.thread_root_id,
    reply_count: 0,
    last_reply_at: null,
    last_reply_author_ids: [],
    last_seq: 0,
  };
}

export function newestAuthors(authorIds: readonly string[]): string[] {
  return [...new Set(authorIds)].slice(0, 3);
}

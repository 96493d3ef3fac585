import { definitionOf } from "..";
import type { Envelope } from "../core/events";
import { limits } from "../core/limits";
import { conversationOf } from "../core/timelines";
import type { ContentPayload, DeletedPayload, UpdatedPayload } from "../messages/schema";
import type { ReadState } from "./schema";

export type { ReadState };

type Countable = {
  readonly author_id: string;
  readonly kind: string;
  readonly imported: boolean;
  readonly channel_seq: number | null;
  readonly deleted_at: string | null;
  readonly mentions: readonly string[];
  readonly mentions_everyone: boolean;
};

/**
 * Whether a message counts as unread: another person's live message in the timeline, after the marker, of kind `message`, not
 * imported. The store's count in SQL states the same rule; a property test keeps the two in step.
 */
export function isUnread(message: Countable, readerId: string, lastReadSeq: number): boolean {
  if (message.channel_seq === null || message.channel_seq <= lastReadSeq) return false;
  return (
    message.author_id !== readerId && message.kind === "message" && !message.imported && message.deleted_at === null
  );
}

export function isMentioned(message: Pick<Countable, "mentions" | "mentions_everyone">, readerId: string): boolean {
  return message.mentions_everyone || message.mentions.includes(readerId);
}

/**
 * Whether the counts after a marker are lower bounds, given the conversation's newest seq: only the newest `unreadCountMax`
 * messages are examined, including those that do not count.
 */
export function isAtLeast(readState: Pick<ReadState, "last_read_seq" | "unread_count">, lastSeq: number): boolean {
  const { last_read_seq, unread_count } = readState;
  return unread_count >= limits.unreadCountMax || lastSeq - last_read_seq > limits.unreadCountMax;
}

/**
 * The counts after one event of the log; the same object if nothing changes. Edits may change mentions, so they are counted by
 * difference.
 */
export function countEvent(readState: ReadState, event: Envelope, readerId: string): ReadState {
  if (conversationOf(event) !== readState.conversation_id) return readState;
  const does = definitionOf(event.type)?.message;
  if (does === undefined) return readState;
  if (does === "brings") return add(readState, (event.payload as ContentPayload).message, readerId, 1);
  if (does === "rewrites") {
    const { message, previous_mentioned_user_ids, previous_mentions_everyone } = event.payload as UpdatedPayload;
    const before = { ...message, mentions: previous_mentioned_user_ids, mentions_everyone: previous_mentions_everyone };
    return add(add(readState, before, readerId, -1), message, readerId, 1);
  }
  const { author_id, kind, imported, mentioned_user_ids, mentions_everyone } = event.payload as DeletedPayload;
  const gone = {
    author_id,
    kind,
    imported,
    channel_seq: event.seq,
    deleted_at: null,
    mentions: mentioned_user_ids,
    mentions_everyone,
  };
  return add(readState, gone, readerId, -1);
}

function add(readState: ReadState, message: Countable, readerId: string, by: 1 | -1): ReadState {
  if (!isUnread(message, readerId, readState.last_read_seq)) return readState;
  const mention = isMentioned(message, readerId) ? by : 0;
  return {
    ...readState,
    unread_count: capped(readState.unread_count, by),
    mention_count: capped(readState.mention_count, mention),
  };
}

/** The store also stops counting at `unreadCountMax`. From there on, a count means "at least" and stays. */
function capped(count: number, by: number): number {
  return count >= limits.unreadCountMax ? count : count + by;
}

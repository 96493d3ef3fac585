import type pg from "pg";
import type { Author } from "../../domain/core/people";
import { canReadConversation } from "../../domain/core/permissions";
import { authorOf, type Member } from "../../domain/members/rules";
import type { Message, MessageResource } from "../../domain/messages/rules";
import { emptyThread, type ThreadState } from "../../domain/messages/thread-state";
import { canonicalEmoji } from "../../domain/reactions/emoji";
import {
  gatherReactions,
  peopleIn,
  type Reaction,
  type ReactionSummary,
  type Tally,
} from "../../domain/reactions/rules";
import type { MemoryStore } from "../../domain/state";
import type { HotStates } from "../log/hot-states";
import { respelledSql } from "../store/respelled";
import { fromRow } from "../store/tables";
import { existing, type Viewer, view } from "./viewing";

/** A message with its thread and reactions, as one query reads it. */
export type MessageRow = {
  readonly message: Message;
  readonly thread: ThreadState | null;
  readonly reactions: readonly ReactionSummary[];
};

type RawRow = Record<string, unknown> & {
  readonly head: string;
  readonly found: boolean;
  readonly thread_state: ThreadState | null;
  readonly tallies: Pick<Tally, "emoji" | "count" | "cursor">[] | null;
  readonly mine: string[] | null;
  /** The people who reacted, for emoji that may have several spellings. */
  readonly people: Pick<Reaction, "emoji" | "user_id">[] | null;
};

/** `sql` selects rows of `messages`. $1 is the workspace and $2 the reader; `values` start at $3. */
export type Selection = { readonly name: string; readonly sql: string; readonly values: readonly unknown[] };

/**
 * Reads messages with their threads and reactions, and the head they were read at, from
 * one snapshot. The caller checks the rights.
 */
export async function readMessages(
  database: Pick<pg.Pool, "query">,
  viewer: Viewer,
  { name, sql, values }: Selection,
): Promise<{ rows: MessageRow[]; head: number }> {
  const text = `
    select workspace_heads.head, selected.id is not null as found, selected.*,
      (select jsonb_build_object('root_message_id', root_message_id, 'reply_count', reply_count, 'last_reply_at', last_reply_at,
        'last_reply_author_ids', last_reply_author_ids, 'last_seq', last_seq) from threads where root_message_id = selected.id) as thread_state,
      (select jsonb_agg(jsonb_build_object('emoji', emoji, 'count', count, 'cursor', cursor)) from reaction_tallies where message_id = selected.id) as tallies,
      (select jsonb_agg(emoji) from reactions where message_id = selected.id and user_id = $2) as mine,
      (select jsonb_agg(jsonb_build_object('emoji', emoji, 'user_id', user_id)) from reactions
        where message_id = selected.id and ${respelledSql("selected.id")}) as people
    from workspace_heads left join lateral (${sql}) as selected on true
    where workspace_heads.workspace_id = $1`;
  const { rows } = await database.query<RawRow>({
    name: `messages ${name}`,
    text,
    values: [viewer.workspace_id, viewer.user_id, ...values],
  });
  return { rows: rows.filter((row) => row.found).map(toMessageRow), head: Number(rows[0]?.head ?? 0) };
}

/** The message of a selection, if the viewer may read it, with the state to present it from. Throws `not_found` otherwise. */
export async function readVisible(
  { pool, states }: { readonly pool: pg.Pool; readonly states: HotStates },
  viewer: Viewer,
  selection: Selection,
): Promise<{ store: MemoryStore; self: Member; row: MessageRow }> {
  const { store, member } = await view(states, viewer);
  const { rows } = await readMessages(pool, viewer, selection);
  const row = rows.find(({ message }) => canReadConversation(store, member, message));
  return { store, self: member, row: existing(row, "The message") };
}

export function messageById(id: string): Selection {
  return { name: "by id", sql: "select * from messages where id = $3 and workspace_id = $1", values: [id] };
}

/** The answer for one viewer. People who left are still named as authors. */
export function presentMessage(store: MemoryStore, { message, thread, reactions }: MessageRow): MessageResource {
  const { cursor: _cursor, event_cursors: _cursors, request_digest: _digest, ...fields } = message;
  return {
    author: authorIn(store, message.author_id),
    quoted_author: message.quoted_author_id === null ? null : authorIn(store, message.quoted_author_id),
    thread_state: message.parent_message_id === null ? (thread ?? emptyThread(message)) : null,
    reactions: [...reactions],
    ...fields,
  };
}

export function authorIn(store: MemoryStore, userId: string): Author {
  const member = store.get("member", userId);
  return member ? authorOf(member) : unknownAuthor(userId);
}

/** An author of whom only the id is shown. */
export function unknownAuthor(id: string): Author {
  return { id, display_name: "Unknown", handle: "", avatar_url: null, kind: "human" };
}

function toMessageRow(row: RawRow): MessageRow {
  const mine = new Set((row.mine ?? []).map(canonicalEmoji));
  const gathered = [...gatherReactions(row.tallies ?? [], row.people ?? []).values()];
  const reactions = gathered.map((one) => ({
    emoji: one.emoji,
    count: peopleIn(one),
    reacted_by_me: mine.has(one.emoji),
  }));
  const thread =
    row.thread_state === null
      ? null
      : { ...row.thread_state, last_reply_at: isoOrNull(row.thread_state.last_reply_at) };
  return { message: fromRow("message", row), thread, reactions: reactions.sort(byCount) };
}

/** Most used first, then by emoji, so that the order is the same everywhere. */
export function byCount(one: { emoji: string; count: number }, other: { emoji: string; count: number }): number {
  return other.count - one.count || (one.emoji < other.emoji ? -1 : 1);
}

function isoOrNull(value: string | null): string | null {
  return value === null ? null : new Date(value).toISOString();
}

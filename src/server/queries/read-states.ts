import type pg from "pg";
import type { ReadState } from "../../domain/read-states";
import { type MemoryStore, pairKey } from "../../domain/state";

type Queryable = Pick<pg.Pool, "query">;

/** A conversation of the reader's, with where a reader who never marked anything stands. */
export type Tracked = { readonly conversation_id: string; readonly default_seq: number };

/** The caller's own conversations: joined channels that live, and direct conversations. */
export function trackedConversations(store: MemoryStore, userId: string): Tracked[] {
  const channels = store
    .find("channel_member", "user", userId)
    .filter((row) => store.get("channel", row.channel_id)?.archived_at === null);
  const directs = [...store.all("direct")].filter((direct) => direct.member_ids.includes(userId));
  return [
    ...channels.map((row) => ({ conversation_id: row.channel_id, default_seq: row.joined_seq })),
    ...directs.map((direct) => ({ conversation_id: direct.id, default_seq: 0 })),
  ];
}

/** Where a reader stands in some conversations. The rule of what is unread is `isUnread` of the domain, stated here in SQL. */
export async function readReadStates(
  database: Queryable,
  userId: string,
  tracked: readonly Tracked[],
): Promise<ReadState[]> {
  const { rows } = await database.query<{
    conversation_id: string;
    last_read_seq: number;
    revision: number;
    unread: string;
    mentions: string;
  }>({
    name: "read states",
    text: `
      select tracked.conversation_id, coalesce(read_markers.last_read_seq, tracked.default_seq) as last_read_seq,
        coalesce(read_markers.revision, 0) as revision, counted.unread, counted.mentions
      from unnest($2::text[], $3::int4[]) as tracked(conversation_id, default_seq)
      left join read_markers on read_markers.user_id = $1 and read_markers.conversation_id = tracked.conversation_id
      cross join lateral (
        select count(*) as unread, count(*) filter (where mentions_everyone or mentions ? $1) as mentions from messages
        where messages.conversation_id = tracked.conversation_id
          and channel_seq > coalesce(read_markers.last_read_seq, tracked.default_seq)
          and author_id <> $1 and messages.kind = 'message' and not imported and deleted_at is null) as counted`,
    values: [userId, tracked.map((one) => one.conversation_id), tracked.map((one) => one.default_seq)],
  });
  return rows.map((row) => ({
    conversation_id: row.conversation_id,
    last_read_seq: row.last_read_seq,
    unread_count: Number(row.unread),
    mention_count: Number(row.mentions),
    revision: row.revision,
  }));
}

/** Where a reader would stand in a conversation without having marked anything in it. */
export function defaultSeq(store: MemoryStore, userId: string, conversationId: string): number {
  return store.get("channel_member", pairKey(conversationId, userId))?.joined_seq ?? 0;
}

import type pg from "pg";
import { limits } from "../../domain/limits";
import type { ReadState } from "../../domain/read-states";
import { type MemoryStore, pairKey } from "../../domain/state";
import { type OwnConversation, ownConversations } from "./own-conversations";

type Queryable = Pick<pg.Pool, "query">;

/** A conversation of the reader's. */
export type Tracked = {
  readonly conversation_id: string;
  /** Where a reader who has marked nothing stands. */
  readonly default_seq: number;
  /** A marker from before they joined, this time, counts for nothing. */
  readonly joined_at: string | null;
};

/** The caller's own conversations: joined channels that live, and direct conversations; of very many the newest. */
export function trackedConversations(store: MemoryStore, userId: string): Tracked[] {
  return ownConversations(store, userId)
    .conversations.filter(isLive)
    .map(({ id }) => trackedBy(store, userId, id));
}

/** Whether there may be something unread in it. */
export function isLive({ channel }: OwnConversation): boolean {
  return channel === undefined || channel.archived_at === null;
}

/** A row of `readStatesSql`. Counts come as text from a row of their own, and as numbers in JSON. */
export type ReadStateRow = {
  readonly conversation_id: string;
  readonly last_read_seq: number;
  readonly revision: number;
  readonly unread: string | number;
  readonly mentions: string | number;
};

/**
 * Where the reader `$1` stands in conversations, of which `tracked` selects `conversation_id`, `default_seq` and `joined_at`, and what
 * is to be selected `beside`. The rule of what is unread is `isUnread` of the domain, stated here in SQL; like there, counts stop at
 * `unreadCountMax`.
 */
export const readStatesSqlOf = (tracked: string, beside: string) => `
  select tracked.${beside}, place.last_read_seq, coalesce(read_markers.revision, 0) as revision, counted.unread, counted.mentions
  from (${tracked}) as tracked
  left join read_markers on read_markers.user_id = $1 and read_markers.conversation_id = tracked.conversation_id
  cross join lateral (
    select case when read_markers.updated_at < tracked.joined_at then tracked.default_seq
      else coalesce(read_markers.last_read_seq, tracked.default_seq) end as last_read_seq) as place
  cross join lateral (
    select count(*) as unread, count(*) filter (where mentions_everyone or mentions ? $1) as mentions from (
      select mentions_everyone, mentions from messages
      where messages.conversation_id = tracked.conversation_id
        and channel_seq > place.last_read_seq
        and author_id <> $1 and messages.kind = 'message' and not imported and deleted_at is null
      order by channel_seq desc limit ${limits.unreadCountMax}) as newest) as counted`;

/** Of the conversations `$2`, which begin for the reader at `$3` and which they joined at `$4`. */
export const readStatesSql = readStatesSqlOf(
  `select * from unnest($2::text[], $3::int4[], $4::timestamptz[]) as given(conversation_id, default_seq, joined_at)`,
  "conversation_id",
);

/** The parameters `$1` to `$4` of `readStatesSql`. */
export function readStatesValues(userId: string, tracked: readonly Tracked[]): unknown[] {
  return [
    userId,
    tracked.map((one) => one.conversation_id),
    tracked.map((one) => one.default_seq),
    tracked.map((one) => one.joined_at),
  ];
}

export function readStateOf({ conversation_id, last_read_seq, revision, unread, mentions }: ReadStateRow): ReadState {
  return {
    conversation_id,
    last_read_seq,
    unread_count: Number(unread),
    mention_count: Number(mentions),
    revision,
  };
}

/** Where a reader stands in some conversations. */
export async function readReadStates(
  database: Queryable,
  userId: string,
  tracked: readonly Tracked[],
): Promise<ReadState[]> {
  const values = readStatesValues(userId, tracked);
  const { rows } = await database.query<ReadStateRow>({ name: "read states", text: readStatesSql, values });
  return rows.map(readStateOf);
}

/** A conversation as this reader came to it; one that is read without having been joined begins at its start. */
export function trackedBy(store: MemoryStore, userId: string, conversationId: string): Tracked {
  const membership = store.get("channel_member", pairKey(conversationId, userId));
  return {
    conversation_id: conversationId,
    default_seq: membership?.joined_seq ?? 0,
    joined_at: membership?.joined_at ?? null,
  };
}

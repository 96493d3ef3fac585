import { limits } from "../../domain/core/limits";
import type { ReadState } from "../../domain/read-states/rules";
import { type MemoryStore, pairKey } from "../../domain/state";
import type { Queryable } from "../db/client";
import { type OwnConversation, ownConversations } from "./own-conversations";

/** One of the reader's conversations. */
export type Tracked = {
  readonly conversation_id: string;
  /** The marker of a reader who has marked nothing. */
  readonly default_seq: number;
  /** When the reader last joined. A marker from before does not count. */
  readonly joined_at: string | null;
  /** The number of its newest message. */
  readonly last_seq: number;
};

/**
 * The caller's own conversations: joined channels that are not archived, and direct conversations.
 * If there are very many, only the newest.
 */
export function trackedConversations(store: MemoryStore, userId: string): Tracked[] {
  return ownConversations(store, userId)
    .conversations.filter(isLive)
    .map(({ id }) => trackedBy(store, userId, id));
}

/** Whether it may have unread messages. */
export function isLive({ channel }: OwnConversation): boolean {
  return channel === undefined || channel.archived_at === null;
}

/** A row of `readStatesSql`. Counts are text in a row, and numbers in JSON. */
export type ReadStateRow = {
  readonly conversation_id: string;
  readonly last_read_seq: number;
  readonly revision: number;
  readonly unread: string | number;
  readonly mentions: string | number;
};

/** How many messages are read for the counts of many conversations: `together` in their order, and of `each` at least so many. */
type Rows = { readonly together: number; readonly each: number };

const rowsOfOwn: Rows = { together: 3_000, each: 2 };

/**
 * The read states of the reader `$1`. `tracked` selects the conversations: `conversation_id`, `default_seq`, `joined_at`,
 * `last_seq`, `place` for their order, and the column named by `beside`. The rule for unread messages is the domain's
 * `isUnread`, written in SQL. As there, counts stop at `unreadCountMax`. They mean "at least" where not all messages were read.
 */
export const readStatesSqlOf = (
  tracked: string,
  { beside, rows }: { readonly beside: string; readonly rows: Rows },
) => `
  select standing.${beside}, standing.last_read_seq, standing.revision, counted.unread, counted.mentions
  from (
    select placed.*, coalesce(sum(least(${limits.unreadCountMax}, greatest(last_seq - last_read_seq, 0)))
      over (order by place rows between unbounded preceding and 1 preceding), 0) as before
    from (
      select tracked.*, coalesce(read_markers.revision, 0) as revision,
        case when read_markers.updated_at < tracked.joined_at then tracked.default_seq
          else coalesce(read_markers.last_read_seq, tracked.default_seq) end as last_read_seq
      from (${tracked}) as tracked
      left join read_markers on read_markers.user_id = $1 and read_markers.conversation_id = tracked.conversation_id) as placed) as standing
  cross join lateral (
    select count(*) filter (where counts) as unread, count(*) filter (where counts and (mentions_everyone or mentions ? $1)) as mentions
    from (
      select mentions_everyone, mentions, author_id <> $1 and messages.kind = 'message' and not imported and deleted_at is null as counts
      from messages
      where messages.conversation_id = standing.conversation_id and channel_seq > standing.last_read_seq
      order by channel_seq desc
      limit greatest(${rows.each}, least(${limits.unreadCountMax}, ${rows.together} - standing.before))) as newest) as counted`;

/**
 * For the conversations `$2`. They begin for the reader at `$3`, the reader joined them
 * at `$4`, and their newest message is `$5`.
 */
export const readStatesSql = readStatesSqlOf(
  `select * from unnest($2::text[], $3::int4[], $4::timestamptz[], $5::int4[])
    with ordinality as given(conversation_id, default_seq, joined_at, last_seq, place)`,
  { beside: "conversation_id", rows: rowsOfOwn },
);

/** The parameters `$1` to `$5` of `readStatesSql`. */
export function readStatesValues(userId: string, tracked: readonly Tracked[]): unknown[] {
  return [
    userId,
    tracked.map((one) => one.conversation_id),
    tracked.map((one) => one.default_seq),
    tracked.map((one) => one.joined_at),
    tracked.map((one) => one.last_seq),
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

/** Reads a reader's markers and counts in some conversations. */
export async function readReadStates(
  database: Queryable,
  userId: string,
  tracked: readonly Tracked[],
): Promise<ReadState[]> {
  const values = readStatesValues(userId, tracked);
  const { rows } = await database.query<ReadStateRow>({ name: "read states", text: readStatesSql, values });
  return rows.map(readStateOf);
}

/** A conversation as this reader joined it. One that is read without joining begins at its start. */
export function trackedBy(store: MemoryStore, userId: string, conversationId: string): Tracked {
  const membership = store.get("channel_member", pairKey(conversationId, userId));
  return {
    conversation_id: conversationId,
    default_seq: membership?.joined_seq ?? 0,
    joined_at: membership?.joined_at ?? null,
    last_seq: store.get("timeline", conversationId)?.last_seq ?? 0,
  };
}

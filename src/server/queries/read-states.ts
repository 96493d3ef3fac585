import { limits } from "../../domain/core/limits";
import type { ReadState } from "../../domain/read-states/rules";
import { type MemoryStore, pairKey } from "../../domain/state";
import type { Queryable } from "../db/client";
import { type OwnConversation, ownConversations } from "./own-conversations";

/** A conversation of the reader's. */
export type Tracked = {
  readonly conversation_id: string;
  /** The marker of a reader who has marked nothing. */
  readonly default_seq: number;
  /** A marker from before they joined, this time, counts for nothing. */
  readonly joined_at: string | null;
  /** Of its newest message. */
  readonly last_seq: number;
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

/** How many messages are looked at for the counts of many conversations: `together` in their order, of `each` at least so many. */
type Rows = { readonly together: number; readonly each: number };

const rowsOfOwn: Rows = { together: 3_000, each: 2 };

/**
 * Where the reader `$1` stands in conversations, of which `tracked` selects `conversation_id`, `default_seq`, `joined_at`, `last_seq` and
 * `place`, their order, and what is to be selected `beside`. The rule of what is unread is `isUnread` of the domain, stated here in SQL;
 * like there, counts stop at `unreadCountMax`. They are "at least" where not all was looked at.
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

/** Of the conversations `$2`, which begin for the reader at `$3`, which they joined at `$4`, and which have come to `$5`. */
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

/** A conversation as this reader came to it; one that is read without having been joined begins at its start. */
export function trackedBy(store: MemoryStore, userId: string, conversationId: string): Tracked {
  const membership = store.get("channel_member", pairKey(conversationId, userId));
  return {
    conversation_id: conversationId,
    default_seq: membership?.joined_seq ?? 0,
    joined_at: membership?.joined_at ?? null,
    last_seq: store.get("timeline", conversationId)?.last_seq ?? 0,
  };
}

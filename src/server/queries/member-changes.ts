import type pg from "pg";
import { coming, going } from "../../domain/access";
import { knows } from "../../domain/core/acquaintances";
import { limits } from "../../domain/core/limits";
import type { Author } from "../../domain/core/people";
import { requireMember } from "../../domain/core/permissions";
import {
  kindOf,
  type MemberChange,
  type MemberChanges,
  type MemberHistory,
  memberChangeTypes,
} from "../../domain/member-changes";
import { authorOf, type Member } from "../../domain/members/rules";
import type { MemoryStore } from "../../domain/state";
import { sqlList } from "../store/sql-list";
import type { Newest } from "./boot-messages";
import type { CachedMessage } from "./message-cache";
import type { Viewer } from "./viewing";

/** A stretch of a channel's timeline, as of a cursor of the log. */
export type Stretch = {
  readonly channelId: string;
  /** The number of its first message; 0 means from the beginning. */
  readonly fromSeq: number;
  /** The number of its last message; null means to the end. */
  readonly toSeq: number | null;
  readonly upto: number;
};

/**
 * The people who joined and left a channel after each message of a stretch. The reader must have the right to read the channel;
 * a guest gets no names of people whom they do not know. Beyond `bytesMax`, older changes are counted but not named.
 */
export async function readMemberHistory(
  database: Pick<pg.Pool, "query">,
  store: MemoryStore,
  { viewer, bytesMax, ...stretch }: Stretch & { readonly viewer: Viewer; readonly bytesMax: number },
): Promise<MemberHistory> {
  const channel = store.get("channel", stretch.channelId);
  const from_seq = stretch.fromSeq;
  if (!channel) return { from_seq, between: [], people: [] };
  const { rows } = await database.query<{ between: readonly Read[] }>({
    name: "changes of channel members",
    text: memberChangesSql,
    values: [
      channel.id,
      channel.workspace_id,
      from_seq,
      stretch.toSeq,
      stretch.upto,
      // The maker's own joining is part of creating the channel.
      channel.created_cursor + 1,
    ],
  });
  return named(rows[0]?.between ?? [], { from_seq, store, self: requireMember(store, viewer), bytesMax });
}

type Beside = {
  readonly viewer: Viewer;
  readonly opened: string | null;
  readonly head: number;
  /** The included messages of all conversations, and their cached content. */
  readonly newest: readonly Newest[];
  readonly messages: ReadonlyMap<string, CachedMessage>;
  readonly bytesMax: number;
};

export type OpenedHistory = MemberHistory & { readonly channel_id: string };

/** The people who joined and left the opened channel from its oldest included message on; null for a direct conversation. */
export async function memberChangesBeside(
  database: Pick<pg.Pool, "query">,
  store: MemoryStore,
  { viewer, opened, head, newest, messages, bytesMax }: Beside,
): Promise<OpenedHistory | null> {
  if (opened === null || !store.get("channel", opened)) return null;
  const seqs = newest.flatMap(({ id, conversation_id }) =>
    conversation_id === opened ? (messages.get(id)?.event.seq ?? []) : [],
  );
  // If none of its messages is included, the page that has them reports the changes.
  if (seqs.length === 0 && (store.get("timeline", opened)?.last_seq ?? 0) > 0) return null;
  const oldest = Math.min(...seqs);
  const history = await readMemberHistory(database, store, {
    viewer,
    channelId: opened,
    fromSeq: seqs.length === 0 || oldest === 1 ? 0 : oldest,
    toSeq: null,
    upto: head,
    bytesMax,
  });
  return { ...history, channel_id: opened };
}

/** The changes after one message, as the database returns them. */
type Read = {
  readonly after_seq: number;
  /** The number of times that anybody joined, and left. */
  readonly joined: number;
  readonly left: number;
  /** The same for the people whose changes are not read. */
  readonly more: MemberChanges["more"];
  readonly changes: readonly {
    readonly cursor: number;
    readonly is_coming: boolean;
    readonly user_id: string;
    readonly actor_id: string;
    readonly created_at: string;
  }[];
};

const isComing = `type in (${sqlList(coming)})`;
const isGoing = `type in (${sqlList(going)})`;
const isOfKind = `type in (${sqlList(memberChangeTypes)}) and not imported`;
const isChange = `channel_id = $1 and ${isOfKind}`;

/** The largest `int` of PostgreSQL. */
const numberMax = 2_147_483_647;

/**
 * Computes what `withChange` keeps. `bounds` has the events that made the messages of the stretch; `stretch` adds the one after
 * it. The index alone counts all changes, however many there are. Then the first people are found one by one. The changes of
 * each come from the index `events_of_channel_members_by_person`, whose key is a single text of channel and person, so that no
 * planner reads everybody's changes instead. The end of the stretch is an index bound even in a generic plan. So a crowd costs
 * no more than ten people, and people who come and go often cost their own changes.
 */
export const memberChangesSql = `
  with recursive bounds as (
    select coalesce(array_agg((event_cursors ->> 0)::int8 order by channel_seq), '{}') as cursors,
      coalesce(array_agg(channel_seq order by channel_seq), '{}') as seqs
    from messages where conversation_id = $1 and channel_seq >= $3 and channel_seq <= coalesce($4::int, ${numberMax})
  ), stretch as (
    select cursors, seqs,
      case when $3 = 0 then $6::int8 else greatest(cursors[1], $6) end as after,
      least($5::int8, (select (event_cursors ->> 0)::int8 from messages where conversation_id = $1 and channel_seq = $4 + 1)) as upto
    from bounds
  ), found as (
    select cursor, type, width_bucket(cursor, cursors) as place
    from stretch, events where ${isChange} and cursor > stretch.after and cursor <= stretch.upto
  ), counted as (
    select place, min(cursor) as first, max(cursor) as last, count(*) filter (where ${isComing}) as joined,
      count(*) filter (where ${isGoing}) as left
    from found group by place
  ), gathered as (
    select place, last, first as cursor,
      array[(select payload ->> 'user_id' from events where workspace_id = $2 and cursor = first)] as people
    from counted
    union all
    select place, last, next.cursor, people || next.user_id
    from gathered, lateral (
      select events.cursor, payload ->> 'user_id' as user_id from events
      where ${isChange} and events.cursor > gathered.cursor and events.cursor <= gathered.last
        and payload ->> 'user_id' <> all(gathered.people)
      order by events.cursor limit 1
    ) as next
    where cardinality(people) < ${limits.memberChangesNamedMax}
  ), own as (
    select place, sum(joined) as joined, sum(own.left) as left, array_agg(first) || array_agg(last) as told
    from (select counted.place, counted.first as from_cursor, counted.last as to_cursor, unnest(people) as user_id
      from counted join (select distinct on (place) place, people from gathered order by place, cardinality(people) desc) as named using (place)
    ) as person, lateral (
      select min(cursor) as first, max(cursor) as last, count(*) filter (where ${isComing}) as joined,
        count(*) filter (where ${isGoing}) as left
      from events
      where ${isOfKind} and channel_id || ' ' || (payload ->> 'user_id') = $1 || ' ' || person.user_id
        and cursor >= from_cursor and cursor <= to_cursor
    ) as own
    group by place
  )
  select coalesce(json_agg(json_build_object('after_seq', coalesce(seqs[place], 0), 'joined', counted.joined, 'left', counted.left,
      'more', json_build_object('joined', counted.joined - own.joined, 'left', counted.left - own.left), 'changes', (
      select json_agg(json_build_object('cursor', cursor, 'is_coming', ${isComing}, 'user_id', payload ->> 'user_id',
        'actor_id', actor_id, 'created_at', created_at) order by cursor)
      from events where workspace_id = $2 and cursor = any(own.told))) order by place), '[]') as between
  from counted join own using (place), stretch`;

type Naming = {
  readonly from_seq: number;
  readonly store: MemoryStore;
  readonly self: Member;
  readonly bytesMax: number;
};

/** Names people from the newest change back, as long as there is room. */
function named(read: readonly Read[], { from_seq, store, self, bytesMax }: Naming): MemberHistory {
  const people = new Map<string, Author>();
  let left = bytesMax;
  const between = read.toReversed().map(({ after_seq, changes: first, more, ...all }) => {
    const changes = first.map(changeOf);
    const introduced = new Map(changes.flatMap((change) => introductions(change)));
    left -= [...changes, ...introduced.values()].reduce((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)), 0);
    if (left < 0) return { after_seq, changes: [], more: all };
    for (const [id, author] of introduced) people.set(id, author);
    return { after_seq, changes, more };
  });
  return { from_seq, between: between.reverse(), people: [...people.values()] };

  function introductions({ user_id, actor_id }: MemberChange): [string, Author][] {
    return [user_id, actor_id].flatMap((id) => {
      const member = people.has(id) || !knows(store, self, id) ? undefined : store.get("member", id);
      return member ? [[id, authorOf(member)]] : [];
    });
  }
}

function changeOf({ cursor, is_coming, created_at, ...who }: Read["changes"][number]): MemberChange {
  const kind = kindOf(is_coming, who.user_id === who.actor_id);
  return { cursor: String(cursor), kind, ...who, created_at: new Date(created_at).toISOString() };
}

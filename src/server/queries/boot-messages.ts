import type pg from "pg";
import type { Event } from "../../domain";
import { contentOf } from "../../domain/drafts";
import type { MessageFields } from "../../domain/messages";
import type { MemoryStore } from "../../domain/state";
import { eventTable } from "../log/append-statement";
import { eventFromRow } from "../log/log";
import { fromRow } from "../store/tables";
import type { Part } from "./boot-parts";

type Queryable = Pick<pg.Pool, "query">;
type Row = Record<string, unknown>;

/** How many of the newest messages come of the conversation that is opened; of each other one comes one. */
const openedMessages = 50;

const allButPayload = Object.keys(eventTable.columns).filter((column) => column !== "payload");

/** What stands in for the parameters of `newestSql`. */
type Placeholders = {
  readonly reader: string;
  readonly workspace: string;
  readonly wanted: string;
  readonly opened: string;
  readonly upto: string;
};

/** A row of `newestSql`, from the driver or out of JSON. */
export type NewestRow = Row & {
  /** The event that made the message, without its payload. */
  readonly made: Row;
  readonly thread_cursor: string | number | null;
  readonly reactions: readonly { cursor: number; user_id: string; emoji: string; count: number }[] | null;
};

/** The newest messages of the wanted conversations, made no later than `upto`, with their threads and reactions. */
export function newestSql({ reader, workspace, wanted, opened, upto }: Placeholders): string {
  return `
    select newest.*, (select cursor from threads where root_message_id = newest.id) as thread_cursor,
      (select to_json(made) from (
        select ${allButPayload} from events where workspace_id = ${workspace} and cursor = (newest.event_cursors ->> 0)::int8) as made) as made,
      (select jsonb_agg(jsonb_build_object('cursor', chosen.cursor, 'user_id', chosen.user_id, 'emoji', reaction_tallies.emoji, 'count', reaction_tallies.count))
        from reaction_tallies cross join lateral (
          select cursor, user_id from reactions where reactions.message_id = newest.id and reactions.emoji = reaction_tallies.emoji
          order by user_id = ${reader} desc, cursor desc limit 1) as chosen
        where reaction_tallies.message_id = newest.id) as reactions
    from unnest(${wanted}::text[]) as wanted(conversation_id) cross join lateral (
      select * from messages where messages.conversation_id = wanted.conversation_id and channel_seq is not null and deleted_at is null
        and (${upto}::int8 is null or (event_cursors ->> 0)::int8 <= ${upto})
      order by channel_seq desc limit case when wanted.conversation_id = ${opened} then ${openedMessages} else 1 end) as newest`;
}

export type Around = { readonly parts: readonly Part[]; readonly authorIds: ReadonlySet<string> };

/** The newest message of each conversation up to a cursor, with its thread and reactions. */
export async function readAround(
  connection: Queryable,
  {
    viewer,
    store,
    conversationIds,
    upto,
  }: {
    readonly viewer: { readonly user_id: string; readonly workspace_id: string };
    readonly store: MemoryStore;
    readonly conversationIds: readonly string[];
    readonly upto: number;
  },
): Promise<Around> {
  const { rows } = await connection.query<NewestRow>({
    name: "newest messages",
    text: newestSql({ reader: "$1", workspace: "$2", wanted: "$3", opened: "null", upto: "$4" }),
    values: [viewer.user_id, viewer.workspace_id, conversationIds, upto],
  });
  return aroundOf(store, rows);
}

/** Messages as parts of a snapshot, with whatever hangs on them, and who wrote them. */
export function aroundOf(store: MemoryStore, rows: readonly NewestRow[]): Around {
  const parts: Part[] = [];
  const authorIds = new Set<string>();
  for (const row of rows) {
    const { cursor: _cursor, event_cursors, request_digest: _digest, ...fields } = fromRow("message", row);
    authorIds.add(fields.author_id);
    const payload = messagePayload(store, fields);
    parts.push({
      cursor: event_cursors[0] ?? 0,
      payload,
      ...(payload === null ? {} : { made: eventFromRow(row.made) }),
    });
    if (row.thread_cursor !== null) parts.push({ cursor: Number(row.thread_cursor), payload: null });
    for (const { cursor, ...reaction } of row.reactions ?? [])
      parts.push({ cursor: Number(cursor), payload: { message_id: fields.id, ...reaction } });
  }
  return { parts, authorIds };
}

function messagePayload(store: MemoryStore, fields: MessageFields): unknown {
  const author = store.get("member", fields.author_id);
  return author ? contentOf(fields, author) : null;
}

/**
 * The events that made these things, in order, holding their present state. A part without a payload keeps its event's own. Those
 * that are `known` already are not read again.
 */
export async function asEvents(
  connection: Queryable,
  workspaceId: string,
  parts: readonly Part[],
  known: ReadonlyMap<number, Event> = new Map(),
): Promise<Event[]> {
  const byCursor = new Map(parts.map((part) => [part.cursor, part]));
  const events: Event[] = [];
  const unread: Part[] = [];
  for (const part of byCursor.values()) {
    const event = part.made ?? known.get(part.cursor);
    if (event) events.push(presentOf(event, part));
    else unread.push(part);
  }
  for (const event of await readMade(connection, workspaceId, unread))
    events.push(presentOf(event, byCursor.get(event.cursor)));
  return events.sort((one, other) => one.cursor - other.cursor);
}

function presentOf(event: Event, part: Part | undefined): Event {
  return part === undefined || part.payload === null ? event : ({ ...event, payload: part.payload } as Event);
}

/** The events that made these things, with their own payload where the part has none. */
export async function readMade(
  connection: Queryable,
  workspaceId: string,
  parts: readonly Part[],
): Promise<readonly Event[]> {
  if (parts.length === 0) return [];
  const bare = parts.filter(({ payload }) => payload === null);
  const { rows } = await connection.query<Row>({
    name: "boot events",
    text: `select ${allButPayload}, case when cursor = any($3::int8[]) then payload end as payload
      from events where workspace_id = $1 and cursor = any($2::int8[])`,
    values: [workspaceId, parts.map(({ cursor }) => cursor), bare.map(({ cursor }) => cursor)],
  });
  return rows.map(eventFromRow);
}

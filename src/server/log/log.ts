// The log as readers see it. In: a workspace and a cursor. Out: pages of events in log order, and a bell for each append.

import { type Event, newestOf } from "../../domain";
import type { Queryable } from "../db/client";
import { rowReader } from "../store/tables";
import { eventTable } from "./append-statement";

/** A bell that rings in this process, after the commit and after the hot state has advanced. */
export type AppendListener = (workspaceId: string, events: readonly Event[], head: number) => void;

export type Log = {
  /** The last cursor of a workspace's log; 0 for one without events. */
  head(workspaceId: string): Promise<number>;
  /** The heads of several workspaces in one query. */
  heads(workspaceIds: readonly string[]): Promise<Map<string, number>>;
  /** Up to `limit` events after a cursor, in order, regardless of who may see them. */
  read(workspaceId: string, after: number, limit: number): Promise<Event[]>;
  /** The same within a number of bytes, and whether there are more. */
  page(workspaceId: string, after: number, page: PageLimits): Promise<LogPage>;
  /** One event, or undefined. */
  at(workspaceId: string, cursor: number): Promise<Event | undefined>;
  /** Calls the listener with every append of this process. The returned function stops it. */
  onAppended(listener: AppendListener): () => void;
  /** Rings the bell. Only `execute` calls it. */
  ring: AppendListener;
};

export type PageLimits = {
  readonly countMax: number;
  /** The limit on their payloads together. At least one event is read. */
  readonly bytesMax: number;
};

export type LogPage = { readonly events: Event[]; readonly hasMore: boolean };

/** The log's readers over one database. */
export function createLog(database: Queryable): Log {
  const listeners = new Set<AppendListener>();
  return {
    head: async (workspaceId) => (await readHeads(database, [workspaceId])).get(workspaceId) ?? 0,
    heads: (workspaceIds) => readHeads(database, workspaceIds),
    read: (workspaceId, after, limit) => readEvents(database, { workspaceId, after, limit }),
    page: (workspaceId, after, page) => readPage(database, { workspaceId, after, ...page }),
    at: async (workspaceId, cursor) =>
      (await readEvents(database, { workspaceId, after: cursor - 1, limit: 1 })).find(
        (event) => event.cursor === cursor,
      ),
    onAppended: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ring: (workspaceId, events, head) => {
      for (const listener of listeners) listener(workspaceId, events, head);
    },
  };
}

/** The last cursors of several logs; a log without events has none. */
export async function readHeads(database: Queryable, workspaceIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await database.query<{ workspace_id: string; head: string }>({
    name: "read heads",
    text: "select workspace_id, head from workspace_heads where workspace_id = any($1)",
    values: [workspaceIds],
  });
  return new Map(rows.map((row) => [row.workspace_id, Number(row.head)]));
}

type Range = { readonly workspaceId: string; readonly after: number; readonly limit: number };

/** Reads a range over any connection, including one that holds a lock. */
export async function readEvents(database: Queryable, { workspaceId, after, limit }: Range): Promise<Event[]> {
  const { rows } = await database.query<Record<string, unknown>>({
    name: "read events",
    text: "select * from events where workspace_id = $1 and cursor > $2 order by cursor limit $3",
    values: [workspaceId, after, limit],
  });
  return rows.map(eventFromRow);
}

/** Events that do not fit into a page never leave the database. */
async function readPage(
  database: Queryable,
  { workspaceId, after, countMax, bytesMax }: Pick<Range, "workspaceId" | "after"> & PageLimits,
): Promise<LogPage> {
  const { rows } = await database.query<Record<string, unknown> & { readonly found: string }>({
    name: "read a page of events",
    text: `
      select * from (
        select *, sum(bytes) over (order by cursor) as bytes_so_far, count(*) over () as found from (
          select *, octet_length(payload::text) as bytes from (
            select * from events where workspace_id = $1 and cursor > $2 order by cursor limit $3) as wanted) as sized) as summed
      where bytes_so_far = bytes or bytes_so_far <= $4 order by cursor`,
    values: [workspaceId, after, countMax, bytesMax],
  });
  const found = Number(rows[0]?.found ?? 0);
  return { events: rows.map(eventFromRow), hasMore: found === countMax || rows.length < found };
}

/**
 * The event of a row of the log, in the newest version of its type: the one place where a row becomes an event. Throws
 * `event_too_new` for an event that a newer build has written.
 */
export function eventFromRow(row: Record<string, unknown>): Event {
  return newestOf(readEvent(row) as Event);
}

const readEvent = rowReader(eventTable.columns);

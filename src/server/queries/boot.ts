import type pg from "pg";
import type { Event } from "../../domain";
import { contentOf } from "../../domain/drafts";
import type { MessageFields } from "../../domain/messages";
import { requireMember } from "../../domain/permissions";
import type { ReadState } from "../../domain/read-states";
import type { MemoryStore } from "../../domain/state";
import type { Workspace } from "../../domain/workspaces";
import { eventTable } from "../log/append-statement";
import { eventFromRow } from "../log/log";
import type { HotStates } from "../store/hot-states";
import { fromRow } from "../store/tables";
import { isReadable, ownParts, type Part, peopleParts } from "./boot-parts";
import { readReadStates, trackedConversations } from "./read-states";
import { existing, type Viewer } from "./viewing";
import type { Membership } from "./workspaces";

export type { Part } from "./boot-parts";

type Queryable = Pick<pg.Pool, "query">;

/** What a boot depends on beside the log: the caller's account, memberships and markers, read at one moment. */
export type Standing = {
  readonly display_name: string;
  readonly preferences: Record<string, unknown>;
  /** Changes with every change to the account or to a marker. */
  readonly revision: string;
  /** With the heads of the workspaces; the oldest membership first. */
  readonly memberships: readonly Membership[];
};

/** How many of the newest messages come of the conversation that is opened, and of each other one. */
const openedMessages = 50;
const attemptsMax = 3;

export type Snapshot = {
  readonly resume_point: number;
  readonly workspace: Omit<Workspace, "cursor" | "created_cursor">;
  /** One event per live thing, holding its present state, in the order of the events that made them. */
  readonly events: Event[];
  readonly read_states: (ReadState & { readonly last_seq: number; readonly last_message_at: string | null })[];
  /** The hot state that it was taken of, which moves on. */
  readonly store: MemoryStore;
};

export type BootQueries = {
  /** The bounded snapshot of a workspace for one viewer (protocol.md §2), with `conversationId` opened. Throws `not_found` for everybody but members. */
  snapshot(viewer: Viewer, conversationId: string | null): Promise<Snapshot>;
  /** Throws `not_found` for an account that is gone. */
  standing(userId: string): Promise<Standing>;
};

export function createBootQueries(pool: pg.Pool, states: HotStates): BootQueries {
  async function snapshot(viewer: Viewer, conversationId: string | null): Promise<Snapshot> {
    for (let attempt = 1; ; attempt += 1) {
      // Loading takes a connection; whoever held one meanwhile could keep it from getting one.
      if (!states.peek(viewer.workspace_id)) await states.of(viewer.workspace_id);
      const taken = await inSnapshot(pool, (connection) =>
        take(connection, { viewer, conversationId, mustMatch: attempt < attemptsMax }),
      );
      if (taken) return taken;
    }
  }

  /**
   * Reads everything at one head; null when that did not succeed: the hot state had run ahead by an append in flight, or somebody
   * who is named changed meanwhile. Without `mustMatch` such newer states are accepted, since their events bring them again.
   */
  async function take(
    connection: pg.PoolClient,
    { viewer, conversationId, mustMatch }: { viewer: Viewer; conversationId: string | null; mustMatch: boolean },
  ): Promise<Snapshot | null> {
    const { rows } = await connection.query<{ head: string }>({
      name: "head",
      text: "select head from workspace_heads where workspace_id = $1",
      values: [viewer.workspace_id],
    });
    const head = Number(rows[0]?.head ?? 0);
    const hot = await states.at(viewer.workspace_id, connection, head);
    if (mustMatch && hot.head !== head) return null;
    const { store } = hot;
    requireMember(store, viewer);
    // The hot state moves on while the database is read, so all that is taken of it is taken here, in one step.
    const tracked = trackedConversations(store, viewer.user_id);
    const timelines = new Map(tracked.map(({ conversation_id: id }) => [id, store.get("timeline", id)]));
    const own = ownParts(store, viewer, conversationId);
    const {
      cursor: _cursor,
      created_cursor: _created,
      ...workspace
    } = existing(store.get("workspace", viewer.workspace_id), "The workspace");
    const readStates = await readReadStates(connection, viewer.user_id, tracked);
    const conversationIds = tracked.map((one) => one.conversation_id);
    const opened =
      conversationId ?? (await lastRead(connection, viewer.user_id, conversationIds)) ?? conversationIds[0] ?? null;
    const around = await readAround(connection, { viewer, store, conversationIds, opened });
    const parts = [...peopleParts(store, around.authorIds), ...own, ...around.parts];
    const changed = [...around.authorIds].some((id) => (store.get("member", id)?.cursor ?? 0) > head);
    if (mustMatch && changed) return null;
    const events = await asEvents(connection, viewer.workspace_id, parts);
    const read_states = readStates.map((row) => {
      const timeline = timelines.get(row.conversation_id);
      return { ...row, last_seq: timeline?.last_seq ?? 0, last_message_at: timeline?.last_message_at ?? null };
    });
    return { resume_point: head, workspace, events, read_states, store };
  }

  return {
    snapshot,
    standing: async (userId) => {
      const { rows } = await pool.query<Standing>({
        name: "boot standing",
        text: `
          select display_name, preferences,
            (select coalesce(sum(revision), 0) from read_markers where user_id = $1) || '/' || md5(to_jsonb(users)::text) as revision,
            (select coalesce(jsonb_agg(jsonb_build_object('workspace_id', workspace_id, 'head', coalesce(head, 0)) order by joined_at, workspace_id), '[]')
              from members left join workspace_heads using (workspace_id) where user_id = $1 and left_at is null) as memberships
          from users where id = $1`,
        values: [userId],
      });
      return existing(rows[0], "The account");
    },
  };
}

type Around = {
  readonly viewer: Viewer;
  readonly store: MemoryStore;
  readonly conversationIds: readonly string[];
  readonly opened: string | null;
  /** Leaves out what was made after this cursor. */
  readonly upto?: number;
};

/** The newest messages of the conversations with their threads and reactions, and the events that made all of these. */
export async function readAround(
  connection: Queryable,
  { viewer, store, conversationIds, opened, upto }: Around,
): Promise<{ parts: Part[]; authorIds: Set<string> }> {
  const readable =
    opened === null || conversationIds.includes(opened) || isReadable(store, viewer, opened) ? opened : null;
  const wanted = [...new Set([...conversationIds, ...(readable === null ? [] : [readable])])];
  const { rows } = await connection.query<
    Record<string, unknown> & {
      thread_cursor: string | null;
      reactions: { cursor: number; user_id: string; emoji: string; count: number }[] | null;
    }
  >({
    name: "boot messages",
    text: `
      select newest.*, (select cursor from threads where root_message_id = newest.id) as thread_cursor,
        (select jsonb_agg(jsonb_build_object('cursor', chosen.cursor, 'user_id', chosen.user_id, 'emoji', reaction_tallies.emoji, 'count', reaction_tallies.count))
          from reaction_tallies cross join lateral (
            select cursor, user_id from reactions where reactions.message_id = newest.id and reactions.emoji = reaction_tallies.emoji
            order by user_id = $1 desc, cursor desc limit 1) as chosen
          where reaction_tallies.message_id = newest.id) as reactions
      from unnest($2::text[]) as wanted(conversation_id) cross join lateral (
        select * from messages where messages.conversation_id = wanted.conversation_id and channel_seq is not null and deleted_at is null
          and ($4::int8 is null or (event_cursors ->> 0)::int8 <= $4)
        order by channel_seq desc limit case when wanted.conversation_id = $3 then ${openedMessages} else 1 end) as newest`,
    values: [viewer.user_id, wanted, readable, upto ?? null],
  });
  const parts: Part[] = [];
  const authorIds = new Set<string>();
  for (const row of rows) {
    const { cursor: _cursor, event_cursors, request_digest: _digest, ...fields } = fromRow("message", row);
    authorIds.add(fields.author_id);
    parts.push({ cursor: event_cursors[0] ?? 0, payload: messagePayload(store, fields) });
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

const allButPayload = Object.keys(eventTable.columns).filter((column) => column !== "payload");

/** The events that made these things, holding their present state. A part without a payload keeps its event's own. */
export async function asEvents(connection: Queryable, workspaceId: string, parts: readonly Part[]): Promise<Event[]> {
  const payloads = new Map(parts.map((part) => [part.cursor, part.payload]));
  const own = [...payloads].filter(([, payload]) => payload === null).map(([cursor]) => cursor);
  const { rows } = await connection.query<Record<string, unknown>>({
    name: "boot events",
    text: `select ${allButPayload}, case when cursor = any($3::int8[]) then payload end as payload
      from events where workspace_id = $1 and cursor = any($2::int8[]) order by cursor`,
    values: [workspaceId, [...payloads.keys()], own],
  });
  return rows
    .map(eventFromRow)
    .map((event) => ({ ...event, payload: payloads.get(event.cursor) ?? event.payload }) as Event);
}

async function lastRead(
  connection: pg.PoolClient,
  userId: string,
  conversationIds: readonly string[],
): Promise<string | undefined> {
  const { rows } = await connection.query<{ conversation_id: string }>({
    name: "last read conversation",
    text: "select conversation_id from read_markers where user_id = $1 and conversation_id = any($2::text[]) order by updated_at desc limit 1",
    values: [userId, conversationIds],
  });
  return rows[0]?.conversation_id;
}

async function inSnapshot<T>(pool: pg.Pool, run: (connection: pg.PoolClient) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  try {
    await connection.query("begin isolation level repeatable read read only");
    const result = await run(connection);
    await connection.query("commit");
    return result;
  } catch (error) {
    await connection.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    connection.release();
  }
}

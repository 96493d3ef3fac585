import pg from "pg";
import type { Event } from "../../domain";
import { limits } from "../../domain/core/limits";
import { requireMember } from "../../domain/core/permissions";
import type { ReadState } from "../../domain/read-states/rules";
import type { MemoryStore } from "../../domain/state";
import type { Workspace } from "../../domain/workspaces/rules";
import type { Queryable } from "../db/client";
import { inSnapshot } from "../db/transaction";
import type { HotState, HotStates } from "../log/hot-states";
import { chooseConversations, chooseMessages, memberChangesShare } from "./boot-choice";
import { asEvents } from "./boot-events";
import { messageParts, type Newest, newestSql } from "./boot-messages";
import { isReadable, knownTo, peopleParts } from "./boot-parts";
import { memberChangesBeside, type OpenedHistory } from "./member-changes";
import { createMessageCache } from "./message-cache";
import {
  isLive,
  type ReadStateRow,
  readStateOf,
  readStatesSql,
  readStatesValues,
  type Tracked,
  trackedBy,
} from "./read-states";
import { existing, type Viewer } from "./viewing";
import type { Membership } from "./workspaces";

/** The part of a boot that is not in the log: the caller's account, memberships and markers, read at one moment. */
export type Standing = {
  readonly display_name: string;
  readonly preferences: Record<string, unknown>;
  /** Changes with every change to the account or to a marker. */
  readonly revision: string;
  /**
   * With the heads of the workspaces, the oldest membership first. If there are very many,
   * only the first ones and the requested one.
   */
  readonly memberships: readonly Membership[];
};

type Wanted = {
  readonly viewer: Viewer;
  readonly conversationId: string | null;
  readonly bytesMax: number;
  readonly memberChanges: boolean;
};

const attemptsMax = 3;

export type Snapshot = {
  readonly resume_point: number;
  readonly workspace: Omit<Workspace, "cursor" | "created_cursor">;
  /** One event per live thing, with its present state, in the order of the events that made them. */
  readonly events: readonly Event[];
  readonly read_states: (ReadState & { readonly last_seq: number; readonly last_message_at: string | null })[];
  /** Whether the viewer has further conversations, with less recent messages. */
  readonly more_conversations: boolean;
  /**
   * The people who joined and left the opened channel between its included messages; null when not requested or not applicable.
   */
  readonly member_changes: OpenedHistory | null;
  /** The hot state that it was taken from, which keeps changing. */
  readonly store: MemoryStore;
};

export type SnapshotOptions = {
  /** The maximum size of the answer in bytes. The default is that of a whole answer. */
  readonly bytesMax?: number;
  /** Include who joined and left the opened channel. */
  readonly memberChanges?: boolean;
};

export type BootQueries = {
  /**
   * The bounded snapshot of a workspace for one viewer (docs/protocol.md, "Boot"), with `conversationId` opened.
   * Throws `not_found` for everybody but members.
   */
  snapshot(viewer: Viewer, conversationId: string | null, options?: SnapshotOptions): Promise<Snapshot>;
  /**
   * The standing of an account, with its membership in `workspaceId`. Throws `not_found` for an account that no longer exists.
   */
  standing(userId: string, workspaceId: string | null): Promise<Standing>;
};

export function createBootQueries(pool: pg.Pool, states: HotStates): BootQueries {
  const cache = createMessageCache();

  async function snapshot(
    viewer: Viewer,
    conversationId: string | null,
    { bytesMax = limits.answerBytesMax, memberChanges = false }: SnapshotOptions = {},
  ): Promise<Snapshot> {
    const { workspace_id } = viewer;
    const wanted = { viewer, conversationId, bytesMax, memberChanges };
    // One statement sees one moment, usually the one that the hot state is at.
    const taken = await take(pool, states.peek(workspace_id) ?? (await states.of(workspace_id)), wanted);
    return taken ?? takeInTransaction(wanted);
  }

  /** The same in a transaction, which fixes the moment before the hot state is asked for it. */
  async function takeInTransaction(wanted: Wanted): Promise<Snapshot> {
    const { workspace_id } = wanted.viewer;
    for (let attempt = 1; ; attempt += 1) {
      // Loading takes a connection, which it might never get while this call holds one.
      if (!states.peek(workspace_id)) await states.of(workspace_id);
      const taken = await inSnapshot(pool, async (connection) => {
        const { rows } = await connection.query<{ head: string }>({
          name: "head",
          text: "select head from workspace_heads where workspace_id = $1",
          values: [workspace_id],
        });
        const hot = await states.at(workspace_id, connection, Number(rows[0]?.head ?? 0));
        return take(connection, hot, { ...wanted, acceptsNewer: attempt === attemptsMax });
      });
      if (taken) return taken;
    }
  }

  /**
   * I11: reads everything at one head. Returns null when the hot state is at another head, or a shown person
   * changed in the meantime. A caller that `acceptsNewer` takes a state that an append in flight put ahead of the
   * head: that append's events follow and repeat it.
   */
  async function take(
    connection: Queryable,
    hot: HotState,
    {
      viewer,
      conversationId,
      bytesMax,
      memberChanges,
      acceptsNewer = false,
    }: Wanted & { readonly acceptsNewer?: boolean },
  ): Promise<Snapshot | null> {
    const { workspace_id } = viewer;
    // The hot state changes while the database is read, so whatever must be of one moment is taken from it here, in one step.
    const { store, head: hotHead } = hot;
    const self = requireMember(store, viewer);
    const own = chooseConversations({ store, viewer, opened: conversationId, bytesMax });
    const tracked = own.conversations.filter(isLive).map(({ id }) => trackedBy(store, viewer.user_id, id));
    const timelines = new Map(tracked.map(({ conversation_id: id }) => [id, store.get("timeline", id)]));
    const {
      cursor: _cursor,
      created_cursor: _created,
      ...workspace
    } = existing(store.get("workspace", workspace_id), "The workspace");
    const read = await readBoot(connection, { viewer, store, tracked, opened: conversationId });
    if (read.head !== hotHead && !acceptsNewer) return null;
    const newest = chooseMessages(read.newest, { own, store, opened: read.opened, bytesMax });
    const authorIds = new Set(newest.map((one) => one.author_id));
    const changed = [...authorIds].some((id) => (store.get("member", id)?.cursor ?? 0) > read.head);
    if (changed && !acceptsNewer) return null;
    const messages = await cache.of(connection, store, newest);
    const isOfOneMoment = newest.every(({ id, cursor }) => messages.get(id)?.cursor === Number(cursor));
    if (!isOfOneMoment && !acceptsNewer) return null;
    const parts = [
      ...peopleParts(store, knownTo(store, self, authorIds)),
      ...own.parts,
      ...messageParts(newest, messages),
    ];
    const { opened, head } = read;
    const changesMax = bytesMax * memberChangesShare;
    const readChanges = () =>
      memberChanges
        ? memberChangesBeside(connection, store, { viewer, opened, head, newest, messages, bytesMax: changesMax })
        : null;
    const readEvents = () => asEvents(connection, workspace_id, parts);
    // They are independent, but a transaction's single connection runs one query at a time.
    const [member_changes, events] =
      connection instanceof pg.Pool
        ? await Promise.all([readChanges(), readEvents()])
        : [await readChanges(), await readEvents()];
    const read_states = read.read_states.map((row) => {
      const timeline = timelines.get(row.conversation_id);
      return { ...row, last_seq: timeline?.last_seq ?? 0, last_message_at: timeline?.last_message_at ?? null };
    });
    const { hasMore: more_conversations } = own;
    return { resume_point: read.head, workspace, events, read_states, more_conversations, member_changes, store };
  }

  return {
    snapshot,
    standing: async (userId, workspaceId) => {
      const { rows } = await pool.query<Standing>({
        name: "boot standing",
        text: `
          select display_name, preferences,
            (select coalesce(sum(revision), 0) from read_markers where user_id = $1) || '/' || md5(to_jsonb(users)::text) as revision,
            (select coalesce(jsonb_agg(jsonb_build_object('workspace_id', workspace_id, 'head', coalesce(head, 0)) order by joined_at, workspace_id), '[]')
              from (
                (select * from members where user_id = $1 and left_at is null order by joined_at, workspace_id limit ${limits.pageSizeMax})
                union select * from members where user_id = $1 and left_at is null and workspace_id = $2
              ) as mine left join workspace_heads using (workspace_id)) as memberships
          from users where id = $1`,
        values: [userId, workspaceId],
      });
      return existing(rows[0], "The account");
    },
  };
}

type Reading = {
  readonly viewer: Viewer;
  readonly store: MemoryStore;
  readonly tracked: readonly Tracked[];
  readonly opened: string | null;
};

/** Reads everything that a boot needs from the database in one statement: the head, the read states, and the newest messages. */
async function readBoot(connection: Queryable, { viewer, store, tracked, opened }: Reading) {
  const ids = tracked.map((one) => one.conversation_id);
  const isHidden = opened !== null && !ids.includes(opened) && !isReadable(store, viewer, opened);
  const wanted = opened === null || isHidden || ids.includes(opened) ? ids : [...ids, opened];
  const { rows } = await connection.query<{
    head: string | null;
    read_states: readonly ReadStateRow[];
    newest: readonly Newest[];
    opened: string | null;
  }>({
    name: "boot",
    text: bootSql,
    values: [
      ...readStatesValues(viewer.user_id, tracked),
      viewer.workspace_id,
      wanted,
      isHidden ? nothingOpened : opened,
    ],
  });
  const [read] = rows;
  if (!read) throw new Error("a statement that always answers did not");
  return {
    head: Number(read.head ?? 0),
    read_states: read.read_states.map(readStateOf),
    newest: read.newest,
    opened: read.opened,
  };
}

/** The id of no conversation. */
const nothingOpened = "";

/** Without an id, the conversation that was read last is opened. */
const openedSql = `coalesce($8, (
  select conversation_id from read_markers where user_id = $1 and conversation_id = any($2::text[]) order by updated_at desc limit 1), ($2::text[])[1])`;

const bootSql = `
  select (select head from workspace_heads where workspace_id = $6) as head,
    (select coalesce(json_agg(state), '[]') from (${readStatesSql}) as state) as read_states,
    (select coalesce(json_agg(message), '[]')
      from (${newestSql({ reader: "$1", wanted: "$7", opened: "opened.id", upto: "null" })}) as message) as newest, opened.id as opened
  from (select ${openedSql} as id) as opened`;

import type pg from "pg";
import type { z } from "zod";
import { knownMembers } from "../../domain/core/acquaintances";
import { limits } from "../../domain/core/limits";
import type { Role } from "../../domain/core/roles";
import type { ReadState } from "../../domain/read-states/rules";
import type { Workspace } from "../../domain/workspaces/rules";
import type { workspaceSchema } from "../../domain/workspaces/schema";
import type { HotStates } from "../log/hot-states";
import { fromRow } from "../store/tables";
import type { FormerNames } from "./former-names";
import { decodeCursor, encodeCursor, type ListPaging } from "./list-pages";
import { readStatesSqlOf } from "./read-states";
import { existing, type Viewer, view } from "./viewing";

export type WorkspaceView = z.infer<typeof workspaceSchema> & { readonly role: Role; readonly member_count: number };

/** A workspace as the switcher shows it. */
export type WorkspaceSummary = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly icon_url: string | null;
  readonly head: number;
  readonly unread_count: number;
  readonly mention_count: number;
};

/** One of the caller's workspaces, and its head when this was read. */
export type Membership = { readonly workspace_id: string; readonly head: number };

/** A workspace that has already been read, with its unread counts. */
export type Opened = {
  readonly workspace: Pick<WorkspaceSummary, "id" | "name" | "slug" | "icon_url">;
  readonly head: number;
  readonly read_states: readonly Pick<ReadState, "unread_count" | "mention_count">[];
};

/** Reads across all of a person's workspaces. They use rows: no answer to one person loads the hot states of many workspaces. */
export type WorkspaceQueries = {
  /** The workspace of the caller's oldest membership. */
  firstOf(userId: string): Promise<string | undefined>;
  /**
   * The oldest membership first. A caller who is confined to one workspace gets only that one. `slug` finds the workspace that
   * has it, or else the one that had it last.
   */
  list(
    caller: { readonly user_id: string; readonly workspace_id: string | null },
    search: ListPaging & { readonly slug?: string | undefined },
  ): Promise<{ readonly workspaces: WorkspaceView[]; readonly next_cursor: string | null }>;
  get(viewer: Viewer): Promise<WorkspaceView>;
  /** For those of the given workspaces that the caller is still in, in their order. The `opened` one is not read again. */
  summaries(userId: string, memberships: readonly Membership[], opened: Opened | null): Promise<WorkspaceSummary[]>;
};

export function createWorkspaceQueries(pool: pg.Pool, states: HotStates, formerNames: FormerNames): WorkspaceQueries {
  async function get(viewer: Viewer): Promise<WorkspaceView> {
    const { store, member } = await view(states, viewer);
    const workspace = existing(store.get("workspace", viewer.workspace_id), "The workspace");
    let member_count = 0;
    for (const other of knownMembers(store, member)) if (other.left_at === null) member_count += 1;
    return viewOf(workspace, member.role, member_count);
  }

  async function readSummaries(userId: string, ids: readonly string[]): Promise<WorkspaceSummary[]> {
    if (ids.length === 0) return [];
    const { rows } = await pool.query<SummaryRow>({
      name: "summaries of workspaces",
      text: summariesSql,
      values: [userId, ids],
    });
    return rows.map(({ head, unread_count, mention_count, ...row }) => ({
      ...row,
      head: Number(head),
      unread_count: Number(unread_count),
      mention_count: Number(mention_count),
    }));
  }

  return {
    get,
    firstOf: async (userId) => {
      const { rows } = await pool.query<{ workspace_id: string }>({
        name: "first workspace of a user",
        text: "select workspace_id from members where user_id = $1 and left_at is null order by joined_at, workspace_id limit 1",
        values: [userId],
      });
      return rows[0]?.workspace_id;
    },
    list: async ({ user_id, workspace_id }, { slug, cursor, limit }) => {
      const named = slug === undefined ? null : await formerNames.workspace(user_id, slug);
      if (named === undefined) return { workspaces: [], next_cursor: null };
      const after = cursor === undefined ? null : decodeCursor(cursor);
      const { rows } = await pool.query<{ workspace: Row; role: Role; joined_at: Date; member_count: string }>({
        name: "workspaces of a user",
        text: `select to_jsonb(workspaces) as workspace, mine.role, mine.joined_at,
            (select count(*) from (select from members where members.workspace_id = mine.workspace_id and members.left_at is null
              and (mine.role <> 'guest' or members.user_id in (${acquaintancesSql})) limit ${limits.membersCountedMax}) as counted) as member_count
          from (
            select * from members where user_id = $1 and left_at is null and ($2::text is null or workspace_id = $2)
              and ($3::timestamptz is null or (joined_at, workspace_id) > ($3, $4::text))
              and ($6::text is null or workspace_id = $6)
            order by joined_at, workspace_id limit $5) as mine
          join workspaces on workspaces.id = mine.workspace_id order by mine.joined_at, mine.workspace_id`,
        values: [
          user_id,
          workspace_id,
          after && new Date(Number.isNaN(Date.parse(after[0])) ? 0 : after[0]),
          after?.[1] ?? null,
          limit + 1,
          named,
        ],
      });
      const page = rows.slice(0, limit);
      const workspaces = page.map((row) =>
        viewOf(fromRow("workspace", row.workspace), row.role, Number(row.member_count)),
      );
      const last = rows.length > limit ? page.at(-1) : undefined;
      return {
        workspaces,
        next_cursor: encodeCursor(last && [last.joined_at.toISOString(), String(last.workspace["id"])]),
      };
    },
    summaries: async (userId, memberships, opened) => {
      const ids = memberships.map(({ workspace_id }) => workspace_id);
      const others = await readSummaries(
        userId,
        ids.filter((id) => id !== opened?.workspace.id),
      );
      const byId = new Map(others.map((one) => [one.id, one]));
      if (opened) byId.set(opened.workspace.id, summaryOf(opened));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
  };
}

/** The maximum number of conversations of each kind that are read for a person's other workspaces. */
const conversationsSeenMax = 1_000;

/** The people whom the guest `mine` knows: `knows` in SQL. */
const acquaintancesSql = `
  select mine.user_id
  union all select theirs.user_id from channel_members as own join channel_members as theirs using (channel_id)
  where own.user_id = mine.user_id and own.workspace_id = mine.workspace_id
  union all select jsonb_array_elements_text(member_ids) from direct_conversations
  where direct_conversations.workspace_id = mine.workspace_id and member_ids ? mine.user_id`;

type Row = Readonly<Record<string, unknown>>;

type SummaryRow = Pick<WorkspaceSummary, "id" | "name" | "slug" | "icon_url"> & {
  readonly head: string;
  readonly unread_count: string;
  readonly mention_count: string;
};

/**
 * The conversations of `$1` in the workspaces `$2`, as `trackedConversations` finds them in a hot state: joined
 * channels that are not archived, and direct conversations. Of all of them together, those with the latest
 * messages, out of the limited number that is read.
 */
const trackedSql = `
  select mine.workspace_id, conversation_id, default_seq, joined_at, coalesce(last_seq, 0) as last_seq, row_number() over (order by last_message_at desc nulls last, conversation_id) as place
  from (
    (select channels.workspace_id, channels.id as conversation_id, joined_seq as default_seq, joined_at
      from (select * from channel_members where user_id = $1 and workspace_id = any($2::text[]) limit ${conversationsSeenMax}) as joined
      join channels on channels.id = joined.channel_id and archived_at is null)
    union all
    (select workspace_id, id, 0, null from direct_conversations where member_ids ? $1 and workspace_id = any($2::text[])
      limit ${conversationsSeenMax})) as mine
  left join timelines using (conversation_id)
  order by last_message_at desc nulls last, conversation_id limit ${limits.ownConversationsMax}`;

const summariesSql = `
  with counts as (
    select workspace_id, sum(unread) as unread_count, sum(mentions) as mention_count
    from (${readStatesSqlOf(trackedSql, { beside: "workspace_id", rows: { together: 400, each: 1 } })}) as states group by workspace_id)
  select workspaces.id, name, slug, icon_url, coalesce(head, 0) as head,
    coalesce(unread_count, 0) as unread_count, coalesce(mention_count, 0) as mention_count
  from workspaces
  join members on members.workspace_id = workspaces.id and members.user_id = $1 and members.left_at is null
  left join workspace_heads on workspace_heads.workspace_id = workspaces.id
  left join counts on counts.workspace_id = workspaces.id
  where workspaces.id = any($2::text[])`;

function summaryOf({ workspace: { id, name, slug, icon_url }, head, read_states }: Opened): WorkspaceSummary {
  const sum = (field: "unread_count" | "mention_count") => read_states.reduce((total, row) => total + row[field], 0);
  return { id, name, slug, icon_url, head, unread_count: sum("unread_count"), mention_count: sum("mention_count") };
}

function viewOf(workspace: Workspace, role: Role, member_count: number): WorkspaceView {
  const { cursor: _cursor, created_cursor: _created, ...fields } = workspace;
  return { ...fields, role, member_count };
}

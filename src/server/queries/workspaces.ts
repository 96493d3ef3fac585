import type pg from "pg";
import type { z } from "zod";
import { knownMembers } from "../../domain/acquaintances";
import { requireMember } from "../../domain/permissions";
import type { ReadState } from "../../domain/read-states";
import type { Role } from "../../domain/roles";
import type { workspaceSchema } from "../../domain/schemas/workspaces";
import type { HotStates } from "../store/hot-states";
import { readReadStates, trackedConversations } from "./read-states";
import { existing, type Viewer, view } from "./viewing";

export type WorkspaceView = z.infer<typeof workspaceSchema> & { readonly role: Role; readonly member_count: number };

/** What the switcher shows of each workspace. */
export type WorkspaceSummary = {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly icon_url: string | null;
  readonly head: number;
  readonly unread_count: number;
  readonly mention_count: number;
};

/** A workspace of the caller's, and its head as it was when this was read. */
export type Membership = { readonly workspace_id: string; readonly head: number };

export type Counted = {
  readonly workspace_id: string;
  readonly read_states: readonly Pick<ReadState, "unread_count" | "mention_count">[];
};

export type WorkspaceQueries = {
  /** Ids of the caller's workspaces, the oldest membership first. */
  idsOf(userId: string): Promise<string[]>;
  list(userId: string): Promise<WorkspaceView[]>;
  get(viewer: Viewer): Promise<WorkspaceView>;
  /** `counted` tells what is known of one of them already, so that it is not counted again. */
  summaries(userId: string, memberships: readonly Membership[], counted?: Counted): Promise<WorkspaceSummary[]>;
};

export function createWorkspaceQueries(pool: pg.Pool, states: HotStates): WorkspaceQueries {
  async function idsOf(userId: string): Promise<string[]> {
    const { rows } = await pool.query<{ workspace_id: string }>({
      name: "workspaces of a user",
      text: "select workspace_id from members where user_id = $1 and left_at is null order by joined_at, workspace_id",
      values: [userId],
    });
    return rows.map((row) => row.workspace_id);
  }

  async function get(viewer: Viewer): Promise<WorkspaceView> {
    const { store, member } = await view(states, viewer);
    const {
      cursor: _cursor,
      created_cursor: _created,
      ...fields
    } = existing(store.get("workspace", viewer.workspace_id), "The workspace");
    let member_count = 0;
    for (const other of knownMembers(store, member)) if (other.left_at === null) member_count += 1;
    return { ...fields, role: member.role, member_count };
  }

  async function summary(
    user_id: string,
    { workspace_id, head: least }: Membership,
    counted: Counted | undefined,
  ): Promise<WorkspaceSummary> {
    const { store, head } = await states.at(workspace_id, pool, least);
    requireMember(store, { user_id });
    const { id, name, slug, icon_url } = existing(store.get("workspace", workspace_id), "The workspace");
    const readStates =
      counted?.workspace_id === workspace_id
        ? counted.read_states
        : await readReadStates(pool, user_id, trackedConversations(store, user_id));
    const sum = (field: "unread_count" | "mention_count") => readStates.reduce((total, row) => total + row[field], 0);
    return { id, name, slug, icon_url, head, unread_count: sum("unread_count"), mention_count: sum("mention_count") };
  }

  return {
    idsOf,
    get,
    list: async (user_id) => Promise.all((await idsOf(user_id)).map((workspace_id) => get({ user_id, workspace_id }))),
    summaries: (user_id, memberships, counted) =>
      Promise.all(memberships.map((membership) => summary(user_id, membership, counted))),
  };
}

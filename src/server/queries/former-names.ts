import type pg from "pg";
import { sqlList } from "../store/sql-list";

/** Finds things by the names that they had before. Only the log knows these; no table does. */
export type FormerNames = {
  /** The ids of the channels that have or had a name, those that had it last first. Whether somebody may know of them is for the caller to judge. */
  channels(workspaceId: string, name: string): Promise<readonly string[]>;
  /** The workspace that has a slug, of those that the person is in, else the one of them that had it last. */
  workspace(userId: string, slug: string): Promise<string | undefined>;
};

export function createFormerNames(pool: pg.Pool): FormerNames {
  return {
    channels: async (workspaceId, name) => {
      const { rows } = await pool.query<{ channel_id: string }>({
        name: "channels of a name",
        text: channelsSql,
        values: [workspaceId, name],
      });
      return rows.map(({ channel_id }) => channel_id);
    },
    workspace: async (userId, slug) => {
      const { rows } = await pool.query<{ workspace_id: string }>({
        name: "workspace of a slug",
        text: workspaceSql,
        values: [userId, slug],
      });
      return rows[0]?.workspace_id;
    },
  };
}

const channelsSql = `
  select channel_id from events
  where workspace_id = $1 and type in (${sqlList(["channel.created", "channel.updated"])}) and payload -> 'channel' ->> 'name' = $2
  group by channel_id order by max(cursor) desc`;

/** Cursors of different workspaces tell no order, so that the time of the event does. */
const workspaceSql = `
  select events.workspace_id from events
  join members on members.workspace_id = events.workspace_id and members.user_id = $1 and members.left_at is null
  join workspaces on workspaces.id = events.workspace_id
  where type in (${sqlList(["workspace.created", "workspace.updated"])}) and payload -> 'workspace' ->> 'slug' = $2
  order by workspaces.slug = $2 desc, events.created_at desc limit 1`;

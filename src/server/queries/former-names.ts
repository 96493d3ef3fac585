import type pg from "pg";
import { sqlList } from "../store/sql-list";

/** Finds things by their former names. Only the log knows these; no table does. */
export type FormerNames = {
  /**
   * The ids of the channels that have or had a name, the most recent holders first. The caller
   * decides whether somebody may know of them.
   */
  channels(workspaceId: string, name: string): Promise<readonly string[]>;
  /** The one of the person's workspaces that has a slug, or else the one that had it last. */
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

/** Cursors of different workspaces are not comparable, so the event's time decides. */
const workspaceSql = `
  select events.workspace_id from events
  join members on members.workspace_id = events.workspace_id and members.user_id = $1 and members.left_at is null
  join workspaces on workspaces.id = events.workspace_id
  where type in (${sqlList(["workspace.created", "workspace.updated"])}) and payload -> 'workspace' ->> 'slug' = $2
  order by workspaces.slug = $2 desc, events.created_at desc limit 1`;

import type pg from "pg";
import { type MemberFields, memberFieldsOf } from "../../domain/members";
import { fromRow } from "../store/tables";
import { decodeCursor, encodeCursor, type ListPaging } from "./list-pages";

/** The bots of a person's workspaces, read from rows: nobody's hot state is loaded for it. */
export type OwnBotQueries = {
  /** Living bots that are somebody's own, the oldest account first, in pages. */
  page(userId: string, paging: ListPaging): Promise<{ bots: MemberFields[]; next_cursor: string | null }>;
  /** Which of somebody's workspaces a bot lives in; null for none. */
  workspaceOf(userId: string, botId: string): Promise<string | null>;
};

const isShared = `exists (
  select 1 from members as mine where mine.workspace_id = members.workspace_id and mine.user_id = $1 and mine.left_at is null)`;

export function createOwnBotQueries(pool: pg.Pool): OwnBotQueries {
  return {
    page: async (userId, { cursor, limit }) => {
      const [after, afterId] = cursor === undefined ? ["", ""] : decodeCursor(cursor);
      const { rows } = await pool.query<Record<string, unknown>>({
        name: "own bots",
        text: `select * from members where owner_id = $1 and left_at is null and ${isShared}
          and (user_id, workspace_id) > ($2, $3) order by user_id, workspace_id limit $4`,
        values: [userId, after, afterId, limit + 1],
      });
      const members = rows.map((row) => fromRow("member", row));
      const page = members.slice(0, limit);
      const last = page.at(-1);
      const hasMore = members.length > limit && last !== undefined;
      return {
        bots: page.map(memberFieldsOf),
        next_cursor: hasMore ? encodeCursor([last.user_id, last.workspace_id]) : null,
      };
    },
    workspaceOf: async (userId, botId) => {
      const { rows } = await pool.query<{ workspace_id: string }>({
        name: "workspace of a bot",
        text: `select workspace_id from members where user_id = $2 and left_at is null and ${isShared} limit 1`,
        values: [userId, botId],
      });
      return rows[0]?.workspace_id ?? null;
    },
  };
}

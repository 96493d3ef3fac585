import type pg from "pg";
import { type MemberFields, memberFieldsOf } from "../../domain/members/rules";
import { fromRow } from "../store/tables";
import { decodeCursor, encodeCursor, type ListPaging } from "./list-pages";

/** The bots of a person's workspaces, read from rows: no hot state is loaded for them. */
export type OwnBotQueries = {
  /** The present bots that a person owns, the oldest account first, in pages. */
  page(userId: string, paging: ListPaging): Promise<{ bots: OwnBot[]; next_cursor: string | null }>;
  /** The one of a person's workspaces that a bot is in; null for none. */
  workspaceOf(userId: string, botId: string): Promise<string | null>;
};

export type OwnBot = {
  readonly member: MemberFields;
  readonly workspace: { readonly id: string; readonly name: string };
  /** Tokens that are neither revoked nor expired. */
  readonly active_token_count: number;
};

const isShared = `exists (
  select 1 from members as mine where mine.workspace_id = members.workspace_id and mine.user_id = $1 and mine.left_at is null)`;

export function createOwnBotQueries(pool: pg.Pool): OwnBotQueries {
  return {
    page: async (userId, { cursor, limit }) => {
      const [after, afterId] = cursor === undefined ? ["", ""] : decodeCursor(cursor);
      const { rows } = await pool.query<Record<string, unknown>>({
        name: "own bots",
        text: `select *, (select name from workspaces where id = members.workspace_id) as workspace_name,
            (select count(*)::int4 from bot_tokens t where t.workspace_id = members.workspace_id and t.bot_id = members.user_id
              and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())) as active_token_count
          from members where owner_id = $1 and left_at is null and ${isShared}
          and (user_id, workspace_id) > ($2, $3) order by user_id, workspace_id limit $4`,
        values: [userId, after, afterId, limit + 1],
      });
      const bots = rows.map(ownBotOf);
      const page = bots.slice(0, limit);
      const last = page.at(-1)?.member;
      const hasMore = bots.length > limit && last !== undefined;
      return { bots: page, next_cursor: hasMore ? encodeCursor([last.user_id, last.workspace_id]) : null };
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

function ownBotOf({ workspace_name, active_token_count, ...row }: Record<string, unknown>): OwnBot {
  const member = memberFieldsOf(fromRow("member", row));
  const workspace = { id: member.workspace_id, name: String(workspace_name) };
  return { member, workspace, active_token_count: Number(active_token_count) };
}

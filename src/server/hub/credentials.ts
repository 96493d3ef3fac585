// Database → hub. In: the credentials of open streams. Out: those that have ended, in any process.
import { idPrefixes } from "../../domain/core/ids";
import type { ServerContext } from "../context/context";

const sql = `select id from unnest($1::text[]) as live(id)
  where not exists (select 1 from sessions where sessions.id = live.id and sessions.expires_at > $2)
    and not exists (select 1 from bot_tokens where bot_tokens.id = live.id and revoked_at is null
      and (bot_tokens.expires_at is null or bot_tokens.expires_at > $2))`;

/** Returns the sessions and bot tokens among these that have ended, in any process. */
export async function findDeadCredentials(
  { database, clock }: Pick<ServerContext, "database" | "clock">,
  ids: ReadonlySet<string>,
): Promise<string[]> {
  const known = [...ids].filter((id) => kinds.some((kind) => id.startsWith(`${idPrefixes[kind]}_`)));
  if (known.length === 0) return [];
  const { rows } = await database.pool.query<{ id: string }>({
    name: "dead credentials",
    text: sql,
    values: [known, clock()],
  });
  return rows.map((row) => row.id);
}

/** Development access has no row to look up. */
const kinds = ["session", "botToken"] as const;

import { LRUCache } from "lru-cache";
import type pg from "pg";
import { notFound } from "../../domain/core/errors";

/** The workspace that something belongs to. A path names only a channel or a message; rights are checked in its workspace. */
export type Locate = {
  channel(id: string): Promise<string>;
  direct(id: string): Promise<string>;
  message(id: string): Promise<string>;
  invite(id: string): Promise<string>;
};

const remembered = 50_000;

/** Looks up each id once: nothing ever moves to another workspace. Throws `not_found` for unknown ids. */
export function createLocate(pool: pg.Pool): Locate {
  const known = new LRUCache<string, string>({ max: remembered });

  async function find(table: string, id: string, what: string): Promise<string> {
    const hit = known.get(id);
    if (hit !== undefined) return hit;
    const { rows } = await pool.query<{ workspace_id: string }>({
      name: `locate ${table}`,
      text: `select workspace_id from ${table} where id = $1`,
      values: [id],
    });
    const found = rows[0]?.workspace_id;
    if (found === undefined) throw notFound(what);
    known.set(id, found);
    return found;
  }

  return {
    channel: (id) => find("channels", id, "The channel"),
    direct: (id) => find("direct_conversations", id, "The conversation"),
    message: (id) => find("messages", id, "The message"),
    invite: (id) => find("invites", id, "The invite"),
  };
}

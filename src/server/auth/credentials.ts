import { LRUCache } from "lru-cache";
import { type Scope, scopes } from "../../domain/core/scopes";
import { hashSecret, type ServerContext } from "../context/context";
import { batched } from "../db/batching";
import { kindOf } from "./accounts";
import type { Caller } from "./caller";
import { sessionEnd } from "./sessions";

export const botTokenPrefix = "ccb";

/**
 * The rows `t` of `bot_tokens` that are valid given today's members. The bot is a member. Its owner, if any, is a member and
 * not a guest. The token's maker may still handle the bot. A token from before the owner or the maker last joined is not valid.
 * SQL that follows may use the bot's membership `m`.
 */
export const standingBotTokensSql = `from bot_tokens t
  join members m on m.workspace_id = t.workspace_id and m.user_id = t.bot_id and m.left_at is null
  left join members o on o.workspace_id = t.workspace_id and o.user_id = m.owner_id and o.left_at is null and o.role <> 'guest'
    and o.joined_at <= t.created_at
  join members c on c.workspace_id = t.workspace_id and c.user_id = t.created_by and c.left_at is null and c.joined_at <= t.created_at
    and (c.user_id = m.owner_id or c.role in ('owner', 'moderator'))
  where (m.owner_id is null or o.user_id is not null)`;

/** How long a credential is trusted without another look-up. Short, since another process may have revoked it. */
const believedMs = 500;
const believedMax = 10_000;
const usedEveryMs = 60_000;

/** Thousands of clients return at once when a network does. */
const crowd = { pauseMs: 2 };

export type Credentials = {
  /** The caller behind a session token; undefined when it is not valid. */
  bySession(token: string): Promise<Caller | undefined>;
  byBotToken(token: string): Promise<Caller | undefined>;
  /** Looks up a credential again; undefined when it is no longer valid. The result is never `by_cookie`. */
  again(holder: CredentialHolder): Promise<Caller | undefined>;
  /** Forgets the cached callers. Called for every revocation. */
  forget(): void;
};

/** The holder of a credential, without its rights. */
export type CredentialHolder = Pick<Caller, "user_id" | "kind" | "credential_id" | "via">;

type Found = { readonly caller: Caller; readonly last_used_at: Date | null };

/** Looks up tokens by their digest and records their use at most once a minute. */
export function createCredentials(context: ServerContext): Credentials {
  const { pool } = context.database;
  let believed = newBeliefs(context.clock);

  async function resolve(
    token: string,
    {
      find,
      noteUse,
    }: { find: (hash: string) => Promise<Found | undefined>; noteUse: (id: string) => Promise<unknown> },
  ) {
    const hash = hashSecret(token);
    const known = believed.get(hash);
    if (known !== undefined) return known;
    const now = context.clock();
    const generation = believed;
    const found = await find(hash);
    if (found === undefined) return undefined;
    if ((found.last_used_at?.getTime() ?? 0) <= now.getTime() - usedEveryMs) await noteUse(found.caller.credential_id);
    generation.set(hash, found.caller);
    return found.caller;
  }

  const sessionsBy = (key: Key) =>
    batched(async (values) => {
      const { rows } = await pool.query<Keyed<SessionRow>>({
        name: `sessions by ${key}`,
        text: `select s.${key} as key, s.id, s.user_id, s.last_used_at, u.kind from sessions s join users u on u.id = s.user_id
          where s.${key} = any($1) and s.expires_at > $2`,
        values: [values, context.clock()],
      });
      return new Map(rows.map((row) => [row.key, sessionFound(row)]));
    }, crowd);

  const botTokensBy = (key: Key) =>
    batched(async (values) => {
      const { rows } = await pool.query<Keyed<BotTokenRow>>({
        name: `bot tokens by ${key}`,
        text: `select t.${key} as key, t.id, t.bot_id, t.workspace_id, t.scopes, t.last_used_at ${standingBotTokensSql}
          and t.${key} = any($1) and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)`,
        values: [values, context.clock()],
      });
      return new Map(rows.map((row) => [row.key, botTokenFound(row)]));
    }, crowd);

  const noteSessionUse = batched(async (ids) => {
    const now = context.clock();
    const text = "update sessions set last_used_at = $2, expires_at = $3 where id = any($1) and last_used_at <= $4";
    await pool.query(text, [ids, now, sessionEnd(now), new Date(now.getTime() - usedEveryMs)]);
    return new Map<string, never>();
  });

  const noteBotTokenUse = batched(async (ids) => {
    const now = context.clock();
    const text =
      "update bot_tokens set last_used_at = $2 where id = any($1) and (last_used_at is null or last_used_at <= $3)";
    await pool.query(text, [ids, now, new Date(now.getTime() - usedEveryMs)]);
    return new Map<string, never>();
  });

  const [sessionOfToken, sessionOfId] = [sessionsBy("token_hash"), sessionsBy("id")];
  const [botTokenOfToken, botTokenOfId] = [botTokensBy("token_hash"), botTokensBy("id")];

  return {
    bySession: (token) => resolve(token, { find: sessionOfToken, noteUse: noteSessionUse }),
    byBotToken: (token) => resolve(token, { find: botTokenOfToken, noteUse: noteBotTokenUse }),
    again: async (holder) => {
      if (holder.via === "dev") return { ...holder, scopes: null, workspace_id: null, by_cookie: false };
      const find = holder.via === "session" ? sessionOfId : botTokenOfId;
      return (await find(holder.credential_id))?.caller;
    },
    forget: () => {
      // A look-up in progress writes into the old cache, which nobody reads any more.
      believed = newBeliefs(context.clock);
    },
  };
}

/** The callers behind recently looked-up tokens, by token digest. */
function newBeliefs(clock: ServerContext["clock"]): LRUCache<string, Caller> {
  const perf = { now: () => clock().getTime() };
  // A `max` would reserve all of its room at once, and every revocation starts a new cache.
  return new LRUCache({ maxSize: believedMax, sizeCalculation: () => 1, ttl: believedMs, ttlResolution: 0, perf });
}

function sessionFound(row: SessionRow): Found {
  const caller: Caller = {
    user_id: row.user_id,
    kind: kindOf(row),
    credential_id: row.id,
    via: "session",
    scopes: null,
    workspace_id: null,
    by_cookie: false,
  };
  return { caller, last_used_at: row.last_used_at };
}

function botTokenFound(row: BotTokenRow): Found {
  const caller: Caller = {
    user_id: row.bot_id,
    kind: "bot",
    credential_id: row.id,
    via: "bot_token",
    scopes: new Set<Scope>(scopes.filter((scope) => row.scopes.includes(scope))),
    workspace_id: row.workspace_id,
    by_cookie: false,
  };
  return { caller, last_used_at: row.last_used_at };
}

type Key = "token_hash" | "id";
type Keyed<R> = R & { readonly key: string };
type SessionRow = { id: string; user_id: string; last_used_at: Date; kind: string };
type BotTokenRow = { id: string; bot_id: string; workspace_id: string; scopes: string[]; last_used_at: Date | null };

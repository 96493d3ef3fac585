import { type Scope, scopes } from "../../domain/bots";
import { hashSecret, type ServerContext } from "../context";
import { kindOf } from "./accounts";
import type { Caller } from "./caller";
import { sessionEnd } from "./sessions";

export const botTokenPrefix = "ccb";

/** How long a credential is believed without looking again; short, since another process may have revoked it. */
const believedMs = 500;
const believedMax = 10_000;
const usedEveryMs = 60_000;

export type Credentials = {
  /** The caller behind a session token; undefined when it lets nobody in. */
  bySession(token: string): Promise<Caller | undefined>;
  byBotToken(token: string): Promise<Caller | undefined>;
  /** Looks again at a credential; undefined when it lets nobody in any more. No browser vouches for the answer. */
  again(holder: Holder): Promise<Caller | undefined>;
  /** Forgets what was believed; for every revocation. */
  forget(): void;
};

/** Whose credential it is, without what it allows. */
export type Holder = Pick<Caller, "user_id" | "kind" | "credential_id" | "via">;

type Found = { readonly caller: Caller; readonly last_used_at: Date | null };
type Believed = { readonly caller: Caller; readonly until: number };

/** Looks tokens up by their digest and notes, at most once a minute, that they were used. */
export function createCredentials(context: ServerContext): Credentials {
  const { pool } = context.database;
  let believed = new Map<string, Believed>();

  async function resolve(
    token: string,
    find: (key: Key, value: string, now: Date) => Promise<Found | undefined>,
    touch: (id: string, now: Date) => Promise<unknown>,
  ) {
    const hash = hashSecret(token);
    const now = context.clock();
    const known = believed.get(hash);
    if (known !== undefined && known.until > now.getTime()) return known.caller;
    const generation = believed;
    const found = await find("token_hash", hash, now);
    if (found === undefined) return undefined;
    if ((found.last_used_at?.getTime() ?? 0) <= now.getTime() - usedEveryMs)
      await touch(found.caller.credential_id, now);
    if (generation.size >= believedMax) generation.clear();
    generation.set(hash, { caller: found.caller, until: now.getTime() + believedMs });
    return found.caller;
  }

  async function findSession(key: Key, value: string, now: Date): Promise<Found | undefined> {
    const { rows } = await pool.query<SessionRow>({
      name: `session by ${key}`,
      text: `select s.id, s.user_id, s.last_used_at, u.kind from sessions s join users u on u.id = s.user_id
        where s.${key} = $1 and s.expires_at > $2`,
      values: [value, now],
    });
    const row = rows[0];
    if (row === undefined) return undefined;
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

  /** A token works while its bot is a member, and while the person who owns the bot is one and no guest. */
  async function findBotToken(key: Key, value: string, now: Date): Promise<Found | undefined> {
    const { rows } = await pool.query<BotTokenRow>({
      name: `bot token by ${key}`,
      text: `select t.id, t.bot_id, t.workspace_id, t.scopes, t.last_used_at from bot_tokens t
        join members m on m.workspace_id = t.workspace_id and m.user_id = t.bot_id and m.left_at is null
        left join members o on o.workspace_id = t.workspace_id and o.user_id = m.owner_id and o.left_at is null and o.role <> 'guest'
        where t.${key} = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2)
          and (m.owner_id is null or o.user_id is not null)`,
      values: [value, now],
    });
    const row = rows[0];
    if (row === undefined) return undefined;
    const held = new Set<Scope>(scopes.filter((scope) => row.scopes.includes(scope)));
    const caller: Caller = {
      user_id: row.bot_id,
      kind: "bot",
      credential_id: row.id,
      via: "bot_token",
      scopes: held,
      workspace_id: row.workspace_id,
      by_cookie: false,
    };
    return { caller, last_used_at: row.last_used_at };
  }

  function touchSession(id: string, now: Date): Promise<unknown> {
    const text = "update sessions set last_used_at = $2, expires_at = $3 where id = $1 and last_used_at <= $4";
    return pool.query(text, [id, now, sessionEnd(now), new Date(now.getTime() - usedEveryMs)]);
  }

  function touchBotToken(id: string, now: Date): Promise<unknown> {
    const text =
      "update bot_tokens set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at <= $3)";
    return pool.query(text, [id, now, new Date(now.getTime() - usedEveryMs)]);
  }

  return {
    bySession: (token) => resolve(token, findSession, touchSession),
    byBotToken: (token) => resolve(token, findBotToken, touchBotToken),
    again: async (holder) => {
      if (holder.via === "dev") return { ...holder, scopes: null, workspace_id: null, by_cookie: false };
      const find = holder.via === "session" ? findSession : findBotToken;
      return (await find("id", holder.credential_id, context.clock()))?.caller;
    },
    forget: () => {
      // A look-up under way writes into the map that it began with, which nobody reads any more.
      believed = new Map();
    },
  };
}

type Key = "token_hash" | "id";
type SessionRow = { id: string; user_id: string; last_used_at: Date; kind: string };
type BotTokenRow = { id: string; bot_id: string; workspace_id: string; scopes: string[]; last_used_at: Date | null };

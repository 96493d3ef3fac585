import type pg from "pg";
import { DomainError } from "../../domain/core/errors";
import { type IdKind, idPrefixes } from "../../domain/core/ids";
import type { ServerContext } from "../context/context";
import { requestDigests } from "../context/installation-key";
import { type Execute, isRefusal } from "../log/execute";

export type KeyedRequest = { readonly user_id: string; readonly key: string; readonly request: unknown };

/**
 * The stored part of an answer. `body` is null when it held a secret. Only the previous version, which runs beside this one
 * during an upgrade, answers with the body: the caller may no longer have the right to read it.
 */
export type StoredAnswer = { readonly status: number; readonly body: unknown };

/** A request that was answered before. Its commands return their first outcome again, under today's rights, and do nothing. */
export type AnsweredRequest = Pick<ClaimedRequest, "execute" | "idFor"> & { readonly stored: StoredAnswer };

/** A request that may run now. Its commands go through `execute`, which appends at most once per key, whatever crashes. */
export type ClaimedRequest = {
  readonly execute: Execute;
  /**
   * The id of the one thing of a kind that the request makes. It is the same when the request
   * runs again, so that nothing is made twice.
   */
  idFor(kind: IdKind): string;
  finish(answer: StoredAnswer): Promise<void>;
  /**
   * Releases the key after an error: for any request when this one was refused and changed nothing, otherwise only for an equal
   * one, which continues where this one stopped.
   */
  release(error: unknown): Promise<void>;
};

export type Idempotency = {
  /**
   * Claims a key for a request: either it is new and may run, or an equal one was answered and may be answered again.
   * Throws 409 `idempotency_in_flight` while the first one runs, and 422
   * `idempotency_mismatch` for another request under the same key.
   */
  begin(request: KeyedRequest): Promise<{ readonly claimed: ClaimedRequest } | { readonly answered: AnsweredRequest }>;
};

type Parts = { readonly execute: Execute };

type Row = {
  readonly id: string;
  readonly request_hash: string;
  readonly status: number | null;
  readonly response: unknown;
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** How long an answer is kept. */
export const keptMs = 24 * hourMs;
/** Far longer than any request runs. A request still unanswered then has crashed, and an equal one takes its place. */
const crashedAfterMs = 5 * minuteMs;

/** Remembers the answers to requests with an `Idempotency-Key`, per user, for a day. */
export function createIdempotency({ database: { pool }, newId, clock }: ServerContext, parts: Parts): Idempotency {
  return {
    begin: async (request) => {
      const now = clock().getTime();
      const { keyed, bare } = (await requestDigests(pool)).of(request.request);
      const hashes = [keyed, bare];
      const row = await claim(pool, { request, hashes, id: newId("idempotency"), now });
      if (row) return { claimed: claimedRequest(pool, parts, row) };
      return { answered: await answeredRequest(pool, parts, { request, hashes }) };
    },
  };
}

/** `hashes` are of the request as it is stored, and as the previous version stores it. */
type Asked = { readonly request: KeyedRequest; readonly hashes: readonly string[] };

type Claim = Asked & { readonly id: string; readonly now: number };

/** The key's row if this request may run: the key is new or has expired, or an equal request crashed on the way. */
async function claim(pool: pg.Pool, { request, hashes, id, now }: Claim): Promise<Row | undefined> {
  const { rows } = await pool.query<Row>(
    `insert into idempotency_keys (id, user_id, key, request_hash, created_at, claimed_at) values ($1, $2, $3, $4, $5, $5)
     on conflict (user_id, key) do update set claimed_at = $5,
       id = case when idempotency_keys.created_at < $6 then $1 else idempotency_keys.id end,
       request_hash = $4, status = null, response = null,
       workspace_id = case when idempotency_keys.created_at < $6 then null else idempotency_keys.workspace_id end,
       cursors = case when idempotency_keys.created_at < $6 then null else idempotency_keys.cursors end,
       created_at = case when idempotency_keys.created_at < $6 then $5 else idempotency_keys.created_at end
     where idempotency_keys.created_at < $6
       or (idempotency_keys.status is null and idempotency_keys.claimed_at < $7 and idempotency_keys.request_hash = any($8))
     returning id, request_hash, status, response`,
    [
      id,
      request.user_id,
      request.key,
      hashes[0],
      new Date(now),
      new Date(now - keptMs),
      new Date(now - crashedAfterMs),
      hashes,
    ],
  );
  return rows[0];
}

/** If events were appended for the key before a crash, the append itself finds them and returns them. */
function claimedRequest(pool: pg.Pool, { execute }: Parts, row: Row): ClaimedRequest {
  return {
    execute: (workspaceId, command, options) => execute(workspaceId, command, { ...options, idempotencyId: row.id }),
    idFor: idsOf(row),
    finish: async ({ status, body }) => {
      await pool.query("update idempotency_keys set status = $2, response = $3 where id = $1", [
        row.id,
        status,
        body === null ? null : JSON.stringify(body),
      ]);
    },
    release: async (error) => {
      if (isRefusal(error))
        await pool.query("delete from idempotency_keys where id = $1 and status is null and cursors is null", [row.id]);
      await pool.query("update idempotency_keys set claimed_at = $2 where id = $1 and status is null", [
        row.id,
        new Date(0),
      ]);
    },
  };
}

function idsOf({ id }: Row): ClaimedRequest["idFor"] {
  return (kind) => id.replace(/^[^_]+/u, idPrefixes[kind]);
}

async function answeredRequest(
  pool: pg.Pool,
  { execute }: Parts,
  { request, hashes }: Asked,
): Promise<AnsweredRequest> {
  const { rows } = await pool.query<Row>(
    "select id, request_hash, status, response from idempotency_keys where user_id = $1 and key = $2",
    [request.user_id, request.key],
  );
  const [row] = rows;
  if (row && !hashes.includes(row.request_hash))
    throw new DomainError("idempotency_mismatch", "This Idempotency-Key was already used for a different request.");
  if (!row || row.status === null) {
    throw new DomainError("idempotency_in_flight", "The first request with this Idempotency-Key is still running.", {
      retryAfterSeconds: 1,
    });
  }
  return {
    stored: { status: row.status, body: row.response },
    execute: (workspaceId, command, options) =>
      execute(workspaceId, command, { ...options, idempotencyId: row.id, isRepeat: true }),
    idFor: idsOf(row),
  };
}

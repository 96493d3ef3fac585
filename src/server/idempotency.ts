import { createHash } from "node:crypto";
import { DomainError } from "../domain/errors";
import type { ServerContext } from "./context";

export type KeyedRequest = { readonly user_id: string; readonly key: string; readonly request: unknown };

/** What is kept of an answer; `body` is null when it held a secret. */
export type StoredAnswer = { readonly status: number; readonly body: unknown };

export type Idempotency = {
  /**
   * Claims a key for a request. Answers null when the request is new and is now in flight, or the stored answer of an equal one.
   * 409 `idempotency_in_flight` while the first one runs, 422 `idempotency_mismatch` for another request under the same key.
   */
  begin(request: KeyedRequest): Promise<StoredAnswer | null>;
  finish(request: KeyedRequest, answer: StoredAnswer): Promise<void>;
  /** Gives the key back after a refusal, so that a corrected request may use it. */
  release(request: KeyedRequest): Promise<void>;
};

const hourMs = 3_600_000;
const hoursKept = 24;

/** Remembers the answers to requests with an `Idempotency-Key`, per user, for a day. */
export function createIdempotency({ database: { pool }, newId, clock }: ServerContext): Idempotency {
  let sweptAt = 0;

  return {
    begin: async (request) => {
      const now = clock();
      const expired = new Date(now.getTime() - hoursKept * hourMs);
      await sweep(now, expired);
      const claimed = await pool.query(
        `insert into idempotency_keys (id, user_id, key, request_hash, created_at) values ($1, $2, $3, $4, $5)
         on conflict (user_id, key) do update set id = $1, request_hash = $4, status = null, response = null, created_at = $5
         where idempotency_keys.created_at < $6`,
        [newId("idempotency"), request.user_id, request.key, digest(request), now, expired],
      );
      return claimed.rowCount === 1 ? null : storedAnswer(request);
    },
    finish: async (request, { status, body }) => {
      await pool.query("update idempotency_keys set status = $3, response = $4 where user_id = $1 and key = $2", [
        request.user_id,
        request.key,
        status,
        body === null ? null : JSON.stringify(body),
      ]);
    },
    release: async ({ user_id, key }) => {
      await pool.query("delete from idempotency_keys where user_id = $1 and key = $2 and status is null", [
        user_id,
        key,
      ]);
    },
  };

  /** Forgets what has expired, about once an hour. */
  async function sweep(now: Date, expired: Date): Promise<void> {
    if (now.getTime() - sweptAt < hourMs) return;
    sweptAt = now.getTime();
    await pool.query("delete from idempotency_keys where created_at < $1", [expired]);
  }

  async function storedAnswer(request: KeyedRequest): Promise<StoredAnswer> {
    const { rows } = await pool.query<{ request_hash: string; status: number | null; response: unknown }>(
      "select request_hash, status, response from idempotency_keys where user_id = $1 and key = $2",
      [request.user_id, request.key],
    );
    const [row] = rows;
    if (row && row.request_hash !== digest(request))
      throw new DomainError("idempotency_mismatch", "This Idempotency-Key was already used for a different request.");
    if (!row || row.status === null)
      throw new DomainError("idempotency_in_flight", "The first request with this Idempotency-Key is still running.", {
        retryAfterSeconds: 1,
      });
    return { status: row.status, body: row.response };
  }
}

function digest({ request }: KeyedRequest): string {
  return createHash("sha256").update(JSON.stringify(request)).digest("base64url");
}

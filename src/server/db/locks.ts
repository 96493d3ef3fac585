import type pg from "pg";

/** Work that only one process does at a time. Each kind has its own lock number. */
const locks = { setUp: 7_275_397, housekeeping: 7_275_398 } as const;

/**
 * Takes a lock until this connection's transaction ends. It works behind a pooler that lends out connections per transaction.
 * Returns false if another connection holds the lock; never waits.
 */
export async function tryLock(connection: pg.PoolClient, lock: keyof typeof locks): Promise<boolean> {
  const { rows } = await connection.query<{ taken: boolean }>("select pg_try_advisory_xact_lock($1) as taken", [
    locks[lock],
  ]);
  return rows[0]?.taken === true;
}

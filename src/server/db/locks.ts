import type pg from "pg";

/** Work that only one of several processes does at a time, each with its own lock number. */
const locks = { setUp: 7_275_397, housekeeping: 7_275_398 } as const;

/**
 * Takes a lock until the transaction of this connection ends, also behind a pooler that lends connections to one transaction at a time.
 * False when somebody else holds it; never waits.
 */
export async function tryLock(connection: pg.PoolClient, lock: keyof typeof locks): Promise<boolean> {
  const { rows } = await connection.query<{ taken: boolean }>("select pg_try_advisory_xact_lock($1) as taken", [
    locks[lock],
  ]);
  return rows[0]?.taken === true;
}

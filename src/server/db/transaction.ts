import type pg from "pg";

/** Runs a function in one transaction, which is rolled back if it throws. Returns the function's result. */
export function inTransaction<T>(pool: pg.Pool, run: (connection: pg.PoolClient) => Promise<T>): Promise<T> {
  return runWithin(pool, "begin", run);
}

/** Runs a function that only reads, all of it as of one moment. Returns the function's result. */
export function inSnapshot<T>(pool: pg.Pool, run: (connection: pg.PoolClient) => Promise<T>): Promise<T> {
  return runWithin(pool, "begin isolation level repeatable read read only", run);
}

async function runWithin<T>(pool: pg.Pool, begin: string, run: (connection: pg.PoolClient) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  let isBroken = false;
  try {
    await connection.query(begin);
    const result = await run(connection);
    await connection.query("commit");
    return result;
  } catch (error) {
    await connection.query("rollback").catch(() => {
      isBroken = true;
    });
    throw error;
  } finally {
    connection.release(isBroken);
  }
}

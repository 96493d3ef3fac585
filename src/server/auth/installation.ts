import type pg from "pg";

/** Whether the installation has its owner. */
export async function hasOwner(pool: pg.Pool): Promise<boolean> {
  return (await pool.query("select from installation")).rowCount === 1;
}

/** Whether an account is the one that set the installation up. */
export async function isOwnedBy(pool: pg.Pool, userId: string): Promise<boolean> {
  return (await pool.query("select from installation where owner_id = $1", [userId])).rowCount === 1;
}

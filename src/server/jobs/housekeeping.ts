import type pg from "pg";
import type { ServerContext } from "../context/context";
import { requestDigests } from "../context/installation-key";
import { tryLock } from "../db/locks";
import { inTransaction } from "../db/transaction";
import { keptMs } from "../requests/idempotency";

/**
 * Deletes expired credentials, and the stored answers of requests that are too old to be repeated, in one transaction. Returns
 * false if another process is doing so. Safe to repeat.
 */
export async function keepHouse({ database: { pool } }: Pick<ServerContext, "database">): Promise<boolean> {
  return inTransaction(pool, async (connection) => {
    const isOurs = await tryLock(connection, "housekeeping");
    if (isOurs) {
      await sweep(connection);
      await keyBareDigests(connection, pool);
    }
    return isOurs;
  });
}

/** Uses the database's clock: one process's wrong clock must not end everybody's sessions. */
async function sweep(connection: pg.PoolClient): Promise<void> {
  for (const table of ["sessions", "magic_links", "email_changes", "realtime_tickets"])
    await connection.query(`delete from ${table} where expires_at <= now()`);
  // A code is stored before its invite is appended, which a kill or an outage may have kept from happening.
  await connection.query(
    `with over as (delete from invite_mails where expires_at <= now() returning invite_id)
     delete from invite_codes using over where invite_codes.invite_id = over.invite_id
       and not exists (select from invites where invites.id = over.invite_id)`,
  );
  await connection.query("delete from rate_limits where expire <= extract(epoch from now()) * 1000");
  await connection.query("delete from idempotency_keys where created_at < now() - $1 * interval '1 ms'", [keptMs]);
}

const bareDigestsMax = 5_000;

/**
 * Replaces the bare request digests of the previous version with digests under the installation's key. It waits for a day, until
 * nobody repeats the request, because a process of that version does not recognise a keyed digest. An index finds the bare ones,
 * so a run without any costs almost nothing.
 */
async function keyBareDigests(connection: pg.PoolClient, pool: pg.Pool): Promise<void> {
  const { rows } = await connection.query<{ digest: string }>(
    `select request_digest as digest from events
      where length(request_digest) = 43 and created_at < now() - $1 * interval '1 ms' limit ${bareDigestsMax}`,
    [keptMs],
  );
  if (rows.length === 0) return;
  const { keyed } = await requestDigests(pool);
  const bare = rows.map(({ digest }) => digest);
  for (const table of ["events", "messages"])
    await connection.query(
      `update ${table} set request_digest = given.keyed from unnest($1::text[], $2::text[]) as given(bare, keyed)
        where length(request_digest) = 43 and request_digest = given.bare`,
      [bare, bare.map(keyed)],
    );
}

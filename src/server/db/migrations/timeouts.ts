import type pg from "pg";

/** How long a migration waits for a connection. */
export const connectPatienceMs = 10_000;

/**
 * Lifts the limits that a role or a database may set for a server's short statements, until the transaction or the session ends.
 * Not every version of PostgreSQL has all of them.
 */
export async function liftTimeouts(
  session: Pick<pg.ClientBase, "query">,
  until: "transaction" | "session",
): Promise<void> {
  await session.query(
    `select set_config(name, '0', $1) from pg_settings where name in
     ('lock_timeout', 'statement_timeout', 'transaction_timeout', 'idle_in_transaction_session_timeout')`,
    [until === "transaction"],
  );
}

/** Lets PostgreSQL abort the statement of a dead process instead of finishing it first. Not every platform can. */
export async function noticeOurDeath(session: Pick<pg.ClientBase, "query">): Promise<void> {
  await session.query("set client_connection_check_interval = '1s'").catch(() => undefined);
}

import pg from "pg";

/** Thrown when a connection leads through a pooler that lends out PostgreSQL connections per transaction. */
export class PooledConnection extends Error {
  override readonly name = "PooledConnection";
}

/**
 * Throws a `PooledConnection` unless a connection has a PostgreSQL session to itself. Changes nothing in the database.
 *
 * One query recognizes a direct connection: PostgreSQL starts every session with its process id, and anything in between sends
 * its own id. A pooler in session mode and a proxy that only forwards do so too, but they do no harm. Two connections that share
 * a session, or one that changes it, reveal a pooler in transaction mode.
 */
export async function demandDirectConnection(session: pg.Client, url: string): Promise<void> {
  if ((await backendOf(session)) === Reflect.get(session, "processID")) return;
  const other = new pg.Client({
    connectionString: url,
    application_name: "parley migrate",
    connectionTimeoutMillis: secondPatienceMs,
    query_timeout: secondPatienceMs,
  });
  other.on("error", () => undefined);
  try {
    // If there is no second session while the first one is idle, they do not share one: a pooler in session mode has none left.
    if (!(await getsSession(other)) || (await keepTheirSessions(session, other))) return;
  } finally {
    void other.end().catch(() => undefined);
  }
  const { host, pathname } = new URL(url);
  throw new PooledConnection(
    `${host}${pathname} is a connection pooler in transaction mode, and a database cannot be migrated through one: ` +
      "set DATABASE_DIRECT_URL to the address that reaches the same database without the pooler.",
  );
}

/** How long to wait for a second session. A pooler that has one free gives it at once. */
const secondPatienceMs = 5_000;

/** A pooler may accept a connection and make its first query wait. */
async function getsSession(connection: pg.Client): Promise<boolean> {
  try {
    await connection.connect();
    return (await backendOf(connection)) > 0;
  } catch {
    return false;
  }
}

/**
 * Which connection asks, in order. A pooler hands out the connection that was returned last, or the one that was idle longest.
 * This order reveals both, however many connections it has.
 */
const order = [0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1] as const;

async function keepTheirSessions(first: pg.Client, second: pg.Client): Promise<boolean> {
  const backends = [new Set<number>(), new Set<number>()] as const;
  for (const turn of order) backends[turn].add(await backendOf(turn === 0 ? first : second));
  const [ofFirst, ofSecond] = backends;
  return ofFirst.size === 1 && ofSecond.size === 1 && ![...ofFirst].some((pid) => ofSecond.has(pid));
}

async function backendOf(connection: pg.Client): Promise<number> {
  const { rows } = await connection.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? 0;
}

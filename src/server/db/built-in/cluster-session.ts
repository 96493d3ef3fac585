import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { isAlive } from "./postgres-cluster";

/** A connection that represents this process at a built-in PostgreSQL. The system closes it when the process dies. */
export interface ClusterSession {
  /** Settles when the connection is gone, for any reason. */
  readonly ended: Promise<void>;
  /** Gives up this process's claim and returns whether no other process uses the PostgreSQL. */
  readonly isLast: () => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Held exclusively by the owner. */
const ownerLock = 720_316_002;
/** Shared by all processes that use the PostgreSQL, so that the last one to leave can tell. */
const usersLock = 720_316_003;

/** How long to wait for an owner that is stopping, or whose death PostgreSQL has yet to notice. */
const liveOwnerPatienceMs = 2_000;
const deadOwnerPatienceMs = 10_000;

/** Connects and takes the locks of an owner or a guest. Throws when a live process already owns the folder, and when aborted. */
export async function openSession(url: string, role: "owner" | "guest", signal?: AbortSignal): Promise<ClusterSession> {
  const client = new pg.Client({ connectionString: url, application_name: `parley ${role} ${process.pid}` });
  const ended = new Promise<void>((resolve) => client.once("end", () => resolve()));
  client.on("error", () => undefined);
  await client.connect();
  try {
    await verifySafety(client);
    if (role === "owner") await takeOwnership(client, signal);
    await client.query("SELECT pg_advisory_lock_shared($1)", [usersLock]);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    ended,
    isLast: async () => {
      try {
        await client.query("SELECT pg_advisory_unlock_shared($1)", [usersLock]);
        return await tryLock(client, usersLock);
      } catch {
        return false;
      }
    },
    close: () => client.end().catch(() => undefined),
  };
}

/**
 * Whether no process uses a PostgreSQL at which this process has no session. One that is starting or
 * stopping, or is down, counts as unused.
 */
export async function isUnused(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await tryLock(client, usersLock);
  } catch (error) {
    return !(error instanceof pg.DatabaseError) || error.code === "57P03";
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The claim on the folder is already taken. A Parley of a version without claims holds only this lock. */
async function takeOwnership(client: pg.Client, signal?: AbortSignal): Promise<void> {
  const begun = Date.now();
  while (!(await tryLock(client, ownerLock))) {
    signal?.throwIfAborted();
    const pid = await ownerPid(client);
    const patienceMs = pid !== undefined && isAlive(pid) ? liveOwnerPatienceMs : deadOwnerPatienceMs;
    if (pid !== undefined && Date.now() - begun > patienceMs) {
      throw new Error(`Another Parley is already running on this data folder (pid ${pid}).`);
    }
    await pause(50);
  }
}

async function tryLock(client: pg.Client, lock: number): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [lock]);
  return rows[0]?.taken === true;
}

async function ownerPid(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ application_name: string }>(
    `SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = $1`,
    [ownerLock],
  );
  const pid = Number(rows[0]?.application_name.split(" ").at(-1));
  return Number.isInteger(pid) ? pid : undefined;
}

async function verifySafety(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting <> 'on'",
  );
  if (rows.length === 0) return;
  throw new Error(`The built-in PostgreSQL would lose data: ${rows.map((row) => row.name).join(", ")} must be on.`);
}

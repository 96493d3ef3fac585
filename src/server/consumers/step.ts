import type pg from "pg";
import type { Event } from "../../domain";
import { epochSize } from "../../domain/core/events";
import { eventFromRow } from "../log/log";
import type { AfterCommit, NamedConsumer } from "./consumer";

/** How many events a handler is given at most. */
const batchMax = 200;

/** How many events of any type are looked through at most, so that no read takes long where those of interest are rare. */
export const scannedMax = 20_000;

/** What came of one transaction of a consumer in one workspace. */
export type Step =
  /** Another process is at it, or the next try is not due. */
  | { readonly result: "held" }
  /** It stands at the head. */
  | { readonly result: "caught_up"; readonly count: number }
  | { readonly result: "more"; readonly count: number }
  /** The next event cannot be read by this build. It is waited for: nothing may be handled before it. */
  | { readonly result: "stopped"; readonly count: number; readonly stop: Stop; readonly isNew: boolean }
  | { readonly result: "failed"; readonly error: unknown; readonly failed: FailedBatch | null };

/** Where a batch stood that could not be handled. */
export type FailedBatch = { readonly from: number; readonly events: readonly Event[]; readonly attempts: number };

/** An event that cannot be read. */
type Stop = { readonly cursor: number; readonly error: unknown };

type Place = {
  readonly cursor: number;
  readonly carefulUntil: number;
  readonly attempts: number;
  readonly lastError: string | null;
};

type Going = {
  /** Whether the cursor moves over a few events that are not for the consumer, too; where they are many it always does. */
  readonly passesOver: boolean;
  /** Describes an error for an operator. */
  readonly explain: (error: unknown) => string;
};

/**
 * Handles the next events of one workspace in one transaction, which locks the consumer's row, moves its cursor and holds what the handler
 * writes. Never throws. Safe to repeat, from many processes at once.
 */
export async function step(
  pool: pg.Pool,
  consumer: NamedConsumer,
  workspaceId: string,
  { passesOver, explain }: Going,
): Promise<Step> {
  let connection: pg.PoolClient | undefined;
  let broken = false;
  let failed: FailedBatch | null = null;
  try {
    connection = await pool.connect();
    await connection.query("begin");
    const place = await lockPlace(connection, consumer, workspaceId);
    if (place === null) {
      await connection.query("rollback");
      return { result: "held" };
    }
    const { head, events, next, stop } = await readNext(connection, consumer, workspaceId, place);
    const count = events.length;
    failed = { from: place.cursor, events, attempts: place.attempts };
    const after = count > 0 ? await consumer.handle({ workspaceId, events }, connection) : undefined;
    const lastError = stop === null ? null : explain(stop.error);
    const moves = next > place.cursor && (count > 0 || passesOver || next < head);
    // Another build may read the event and count its own attempts at it.
    const isNew = lastError !== null && lastError !== place.lastError && (moves || place.attempts === 0);
    if (moves || isNew) await moveTo(connection, consumer, workspaceId, { cursor: next, lastError });
    failed = null;
    await connection.query("commit");
    runAfter(after);
    if (stop !== null) return { result: "stopped", count, stop, isNew };
    return { result: next < head ? "more" : "caught_up", count };
  } catch (error) {
    await connection?.query("rollback").catch(() => {
      broken = true;
    });
    return { result: "failed", error, failed };
  } finally {
    connection?.release(broken);
  }
}

/** Its effects may be lost, so its faults are, too. */
function runAfter(after: AfterCommit | undefined): void {
  try {
    after?.();
  } catch {
    // What tells others is made good by their own looking.
  }
}

/** The place of a consumer in a log, locked; null when it is locked already or waits for its next try. */
async function lockPlace(
  connection: pg.PoolClient,
  { name }: NamedConsumer,
  workspaceId: string,
): Promise<Place | null> {
  const key = [name, workspaceId];
  const locked = await connection.query<PlaceRow>({ name: "lock a consumer's place", text: lockSql, values: key });
  if (locked.rows[0] !== undefined) return placeOf(locked.rows[0]);
  // A workspace that began after the consumer was introduced has no row yet.
  await connection.query(
    "insert into consumer_cursors (consumer, workspace_id, cursor) values ($1, $2, 0) on conflict do nothing",
    key,
  );
  const { rows } = await connection.query<PlaceRow>({ name: "lock a consumer's place", text: lockSql, values: key });
  return rows[0] === undefined ? null : placeOf(rows[0]);
}

const lockSql = `select cursor, careful_until, attempts, last_error, coalesce(retry_at > now(), false) as waits
  from consumer_cursors where consumer = $1 and workspace_id = $2 for update skip locked`;

type PlaceRow = {
  readonly cursor: string;
  readonly careful_until: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly waits: boolean;
};

function placeOf({ cursor, careful_until, attempts, last_error, waits }: PlaceRow): Place | null {
  if (waits) return null;
  return { cursor: Number(cursor), carefulUntil: Number(careful_until), attempts, lastError: last_error };
}

type Next = {
  readonly head: number;
  readonly events: readonly Event[];
  readonly next: number;
  readonly stop: Stop | null;
};

/**
 * The next events that the consumer handles, and the cursor behind them. The head is read first: its row moves in the appending
 * transaction (I2), so that every event up to it can be seen by then, and what comes later is left for later.
 */
async function readNext(
  connection: pg.PoolClient,
  { from, types, imported = false }: NamedConsumer,
  workspaceId: string,
  place: Place,
): Promise<Next> {
  const heads = await connection.query<{ head: string }>({
    name: "read a head",
    text: "select head from workspace_heads where workspace_id = $1",
    values: [workspaceId],
  });
  const head = Number(heads.rows[0]?.head ?? 0);
  const epochStart = Math.floor(head / epochSize) * epochSize;
  const after = from === "head" ? Math.max(place.cursor, epochStart) : place.cursor;
  if (head <= after) return { head, events: [], next: Math.max(after, place.cursor), stop: null };
  const end = head - after <= scannedMax ? head : await endOfScan(connection, workspaceId, { after, head });
  const limit = place.cursor < place.carefulUntil ? 1 : batchMax;
  const { rows } = await connection.query<EventRow>({
    name: "read a consumer's events",
    text: `select * from events where workspace_id = $1 and cursor > $2 and cursor <= $3 and type = any($4) and (not imported or $5)
      order by cursor limit $6`,
    values: [workspaceId, after, end, types, imported, limit],
  });
  const { events, stop } = readRows(rows);
  const last = events.at(-1);
  if (stop !== null) return { head, events, next: stop.cursor - 1, stop };
  return { head, events, next: events.length === limit && last !== undefined ? last.cursor : end, stop };
}

/** By counting, not by the numbers: between two epochs there are numbers without events. */
async function endOfScan(
  connection: pg.PoolClient,
  workspaceId: string,
  { after, head }: { readonly after: number; readonly head: number },
): Promise<number> {
  const { rows } = await connection.query<{ cursor: string }>({
    name: "find the end of a consumer's scan",
    text: "select cursor from events where workspace_id = $1 and cursor > $2 and cursor <= $3 order by cursor offset $4 limit 1",
    values: [workspaceId, after, head, scannedMax - 1],
  });
  return Number(rows[0]?.cursor ?? head);
}

type EventRow = Record<string, unknown> & { readonly cursor: string };

/** The events up to the first one that a newer build has written. */
function readRows(rows: readonly EventRow[]): { readonly events: readonly Event[]; readonly stop: Stop | null } {
  const events: Event[] = [];
  for (const row of rows) {
    try {
      events.push(eventFromRow(row));
    } catch (error) {
      return { events, stop: { cursor: Number(row.cursor), error } };
    }
  }
  return { events, stop: null };
}

type Moved = { readonly cursor: number; readonly lastError: string | null };

async function moveTo(
  connection: pg.PoolClient,
  { name }: NamedConsumer,
  workspaceId: string,
  { cursor, lastError }: Moved,
): Promise<void> {
  await connection.query({
    name: "move a consumer's cursor",
    text: `update consumer_cursors set cursor = $3, attempts = 0, retry_at = null, last_error = $4
      where consumer = $1 and workspace_id = $2`,
    values: [name, workspaceId, cursor, lastError],
  });
}

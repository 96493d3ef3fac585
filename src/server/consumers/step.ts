import type pg from "pg";
import type { Event } from "../../domain";
import { epochSize } from "../../domain/core/events";
import { inTransaction } from "../db/transaction";
import { eventFromRow } from "../log/log";
import type { AfterCommit, NamedConsumer } from "./consumer";

/** The most events that a handler gets at once. */
const batchMax = 200;

/** The most events of any type that one read scans, so that no read takes long where relevant events are rare. */
export const scannedMax = 20_000;

/** The result of one transaction of a consumer in one workspace. */
export type Step =
  /** Another process is working on it, or the next try is not due. */
  | { readonly result: "held" }
  /** It has reached the head. */
  | { readonly result: "caught_up"; readonly count: number }
  | { readonly result: "more"; readonly count: number }
  /** This build cannot read the next event. The consumer waits for one that can: no later event may be handled first. */
  | { readonly result: "stopped"; readonly count: number; readonly stop: Stop; readonly isNew: boolean }
  | { readonly result: "failed"; readonly error: unknown; readonly failed: FailedBatch | null };

/** A batch that could not be handled, and the cursor before it. */
export type FailedBatch = { readonly from: number; readonly events: readonly Event[]; readonly attempts: number };

/** An event that cannot be read. */
type Stop = { readonly cursor: number; readonly error: unknown };

type ConsumerRow = {
  readonly cursor: number;
  readonly carefulUntil: number;
  readonly attempts: number;
  readonly lastError: string | null;
};

type Going = {
  /** Whether the cursor also moves past a few events that are not for the consumer. It always moves past many. */
  readonly passesOver: boolean;
  /** Describes an error for an operator. */
  readonly explain: (error: unknown) => string;
};

/**
 * Handles the next events of one workspace in one transaction, which locks the consumer's row, moves its cursor and holds the
 * handler's writes. Never throws. Safe to repeat, even from many processes at once.
 */
export async function step(
  pool: pg.Pool,
  consumer: NamedConsumer,
  workspaceId: string,
  { passesOver, explain }: Going,
): Promise<Step> {
  let failed: FailedBatch | null = null;
  try {
    const { done, after } = await inTransaction(pool, async (connection): Promise<Done> => {
      const row = await lockRow(connection, consumer, workspaceId);
      if (row === null) return { done: { result: "held" }, after: undefined };
      const { head, events, next, stop } = await readNext(connection, consumer, workspaceId, row);
      const count = events.length;
      failed = { from: row.cursor, events, attempts: row.attempts };
      const after = count > 0 ? await consumer.handle({ workspaceId, events }, connection) : undefined;
      const lastError = stop === null ? null : explain(stop.error);
      const moves = next > row.cursor && (count > 0 || passesOver || next < head);
      // Another build may be able to read the event, and count its own attempts at it.
      const isNew = lastError !== null && lastError !== row.lastError && (moves || row.attempts === 0);
      if (moves || isNew) await moveTo(connection, consumer, workspaceId, { cursor: next, lastError });
      failed = null;
      if (stop !== null) return { done: { result: "stopped", count, stop, isNew }, after };
      return { done: { result: next < head ? "more" : "caught_up", count }, after };
    });
    runAfter(after);
    return done;
  } catch (error) {
    return { result: "failed", error, failed };
  }
}

type Done = { readonly done: Step; readonly after: AfterCommit | undefined };

/** Does what follows a commit. Its effects may be lost, so its errors may be too. */
export function runAfter(after: AfterCommit | undefined): void {
  try {
    after?.();
  } catch {
    // Other processes find out by polling.
  }
}

/** The place of a consumer in a log, locked; null if it is already locked or waits for its next try. */
async function lockRow(
  connection: pg.PoolClient,
  { name }: NamedConsumer,
  workspaceId: string,
): Promise<ConsumerRow | null> {
  const key = [name, workspaceId];
  const locked = await connection.query<LockedRow>({ name: "lock a consumer's row", text: lockSql, values: key });
  if (locked.rows[0] !== undefined) return readRow(locked.rows[0]);
  // A workspace created after the consumer was introduced has no row yet.
  await connection.query(
    "insert into consumer_cursors (consumer, workspace_id, cursor) values ($1, $2, 0) on conflict do nothing",
    key,
  );
  const { rows } = await connection.query<LockedRow>({ name: "lock a consumer's row", text: lockSql, values: key });
  return rows[0] === undefined ? null : readRow(rows[0]);
}

const lockSql = `select cursor, careful_until, attempts, last_error, coalesce(retry_at > now(), false) as waits
  from consumer_cursors where consumer = $1 and workspace_id = $2 for update skip locked`;

type LockedRow = {
  readonly cursor: string;
  readonly careful_until: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly waits: boolean;
};

function readRow({ cursor, careful_until, attempts, last_error, waits }: LockedRow): ConsumerRow | null {
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
 * The next events that the consumer handles, and the cursor behind them. The head is read first. Its row moves in the appending
 * transaction (I2), so every event up to it is visible; later events are left for the next read.
 */
async function readNext(
  connection: pg.PoolClient,
  { from, types, imported = false }: NamedConsumer,
  workspaceId: string,
  row: ConsumerRow,
): Promise<Next> {
  const heads = await connection.query<{ head: string }>({
    name: "read a head",
    text: "select head from workspace_heads where workspace_id = $1",
    values: [workspaceId],
  });
  const head = Number(heads.rows[0]?.head ?? 0);
  const epochStart = Math.floor(head / epochSize) * epochSize;
  const after = from === "head" ? Math.max(row.cursor, epochStart) : row.cursor;
  if (head <= after) return { head, events: [], next: Math.max(after, row.cursor), stop: null };
  const end = head - after <= scannedMax ? head : await endOfScan(connection, workspaceId, { after, head });
  const limit = row.cursor < row.carefulUntil ? 1 : batchMax;
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

/** Counts events, not cursors: between two epochs there are cursors without events. */
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

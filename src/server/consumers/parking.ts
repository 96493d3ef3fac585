import pg from "pg";
import type { Env } from "../../env";
import { inTransaction } from "../db/transaction";
import { messageOf } from "../files/system-errors";
import { eventFromRow } from "../log/log";
import { createScrub } from "../logger/scrub";
import type { AfterCommit, NamedConsumer } from "./consumer";
import { type FailedBatch, runAfter } from "./step";

const errorLengthMax = 500;

export type Patience = {
  /** How often one event is tried before it is parked. */
  readonly attemptsMax: number;
  /** How long to wait for the next try after a number of failures, in milliseconds. */
  delayMs(attempts: number): number;
};

/** About two minutes in all: longer than a database restart, short enough to be noticed. */
export const usualPatience: Patience = { attemptsMax: 8, delayMs: (attempts) => 500 * 2 ** attempts };

/**
 * The outcome of a failed batch: its events are tried one by one, an event is retried later, it is parked, or
 * another process has moved the cursor.
 */
export type FailureOutcome = "one_by_one" | "again" | "parked" | "overtaken";

type Failure = FailedBatch & { readonly cause: string };

/**
 * Records a failure in the consumer's row, if its cursor is still where the batch began. Of several events it is unknown which
 * one failed, so each is tried alone. An event that has failed too often is parked, and the consumer continues after it.
 */
export async function noteFailure(
  pool: pg.Pool,
  { name }: NamedConsumer,
  workspaceId: string,
  { failure, patience }: { readonly failure: Failure; readonly patience: Patience },
): Promise<FailureOutcome> {
  const { from, events, attempts, cause } = failure;
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined) return "overtaken";
  const key = [name, workspaceId, from];
  const atPlace = "consumer = $1 and workspace_id = $2 and cursor = $3";
  if (events.length > 1) {
    const { rowCount } = await pool.query(`update consumer_cursors set careful_until = $4 where ${atPlace}`, [
      ...key,
      last.cursor,
    ]);
    return rowCount === 1 ? "one_by_one" : "overtaken";
  }
  const tried = attempts + 1;
  if (tried < patience.attemptsMax) {
    const { rowCount } = await pool.query(
      `update consumer_cursors set attempts = $4, retry_at = now() + $5 * interval '1 ms', last_error = $6 where ${atPlace}`,
      [...key, tried, patience.delayMs(tried), cause],
    );
    return rowCount === 1 ? "again" : "overtaken";
  }
  // One statement, so one transaction: an event is parked exactly when the cursor passes it.
  const { rowCount } = await pool.query(
    `with passed as (
       update consumer_cursors set cursor = $4, attempts = 0, retry_at = null, last_error = null where ${atPlace} returning 1)
     insert into parked_events (consumer, workspace_id, cursor, error, attempts)
       select $1, $2, $4, $5, $6 from passed
     on conflict (consumer, workspace_id, cursor) do update
       set error = excluded.error, attempts = parked_events.attempts + excluded.attempts, parked_at = now(), retry_requested_at = null`,
    [...key, first.cursor, cause, tried],
  );
  return rowCount === 1 ? "parked" : "overtaken";
}

/** The outcome of another try of a parked event. */
export type Retried = { readonly workspaceId: string; readonly cursor: number; readonly error: unknown };

/** Whether an operator has asked for another try of a parked event. */
export async function isRetryWished(pool: pg.Pool, { name }: NamedConsumer): Promise<boolean> {
  const { rowCount } = await pool.query({
    name: "find a wish to try a parked event",
    text: "select from parked_events where consumer = $1 and retry_requested_at is not null limit 1",
    values: [name],
  });
  return rowCount === 1;
}

/**
 * Retries one parked event that an operator has asked for, and removes it from the list in the same transaction. Returns null
 * when there is none. An event that fails stays parked with its new error.
 */
export async function retryParked(
  pool: pg.Pool,
  consumer: NamedConsumer,
  explain: (error: unknown) => string,
): Promise<Retried | null> {
  const tried = await inTransaction(pool, async (connection) => {
    const { rows } = await connection.query<ParkedRow>(
      `select e.* from parked_events p join events e on e.workspace_id = p.workspace_id and e.cursor = p.cursor
       where p.consumer = $1 and p.retry_requested_at is not null
       order by p.workspace_id, p.cursor limit 1 for update of p skip locked`,
      [consumer.name],
    );
    const [row] = rows;
    return row === undefined ? null : { row, ...(await retryOne(connection, consumer, { row, explain })) };
  });
  if (tried === null) return null;
  const { row, error, after } = tried;
  runAfter(after);
  return { workspaceId: row.workspace_id, cursor: Number(row.cursor), error };
}

type ParkedRow = Record<string, unknown> & { readonly workspace_id: string; readonly cursor: string };

type Tried = { readonly error: unknown; readonly after: AfterCommit | undefined };

async function retryOne(
  connection: pg.PoolClient,
  consumer: NamedConsumer,
  { row, explain }: { readonly row: ParkedRow; readonly explain: (error: unknown) => string },
): Promise<Tried> {
  const { workspace_id: workspaceId, cursor } = row;
  const key = [consumer.name, workspaceId, cursor];
  await connection.query("savepoint before_event");
  try {
    const after = await consumer.handle({ workspaceId, events: [eventFromRow(row)] }, connection);
    await connection.query("delete from parked_events where consumer = $1 and workspace_id = $2 and cursor = $3", key);
    return { error: null, after };
  } catch (error) {
    await connection.query("rollback to savepoint before_event");
    await connection.query(
      `update parked_events set error = $4, attempts = attempts + 1, retry_requested_at = null
       where consumer = $1 and workspace_id = $2 and cursor = $3`,
      [...key, explain(error)],
    );
    return { error, after: undefined };
  }
}

/**
 * Describes an error for an operator, in one line without secrets. The line outlives a deletion, and message texts are only for
 * their readers, so it leaves out what the error quotes, except names of the schema (I8).
 */
export function createDescription(env: Env, urls: readonly string[]): (error: unknown) => string {
  const scrub = createScrub(env, urls);
  return (error) => {
    const message = quotesNames(error) ? messageOf(error) : messageOf(error).replace(quoted, '"…"');
    return (
      scrub(message)
        .replaceAll(/[\s\p{C}]+/gu, " ")
        .slice(0, errorLengthMax) || "unknown"
    );
  };
}

/**
 * From the first quotation mark to the last, because a quoted text may contain quotation marks. An
 * apostrophe in a word does not count.
 */
const quoted = /(?:["`“„«]|(?<![\p{L}\p{N}])['‘]).*["'`”’»]/su;

/**
 * The SQLSTATE classes of constraint violations and wrong statements. They quote names of the schema, which an operator needs.
 */
function quotesNames(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(?:23|42(?!601))/u.test(error.code ?? "");
}

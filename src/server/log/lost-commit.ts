import type pg from "pg";
import { isOutOfReach } from "../db/out-of-reach";
import type { DecidedBatch } from "./batch";

/** A batch whose commit was sent before the connection broke: it may or may not have happened (I7). */
export class LostCommit extends Error {
  readonly batch: DecidedBatch;

  constructor(batch: DecidedBatch, cause: unknown) {
    super("the connection was lost during a commit", { cause });
    this.batch = batch;
  }
}

/** Runs the query that makes a batch durable. A connection that breaks during it leaves the outcome unknown. */
export async function commit<T>(batch: DecidedBatch | null, query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    throw batch && batch.events.length > 0 && isOutOfReach(error) ? new LostCommit(batch, error) : error;
  }
}

/**
 * Finds the lost batch that was appended, if any. At most one was: each was decided while the ones before it were not there, at a
 * head that only one of them can have moved.
 */
export async function findAppended(
  connection: pg.PoolClient,
  lost: readonly DecidedBatch[],
): Promise<DecidedBatch | undefined> {
  const first = lost.flatMap(({ events }) => events[0] ?? []);
  const { rows } = await connection.query<{ id: string }>(
    "select id from events where workspace_id = $1 and cursor = any($2::int8[]) and id = any($3)",
    [first[0]?.workspace_id, first.map(({ cursor }) => cursor), first.map(({ id }) => id)],
  );
  return lost.find(({ events }) => events[0]?.id === rows[0]?.id);
}

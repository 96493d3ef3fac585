import { isDeepStrictEqual } from "node:util";
import type pg from "pg";
import { reduce } from "../../domain";
import { epochOf, epochSize } from "../../domain/core/events";
import { type Kind, keyOf, kinds, MemoryStore } from "../../domain/state";
import { fromRow, rowsSql, tables } from "../store/tables";
import { readEvents } from "./log";

export type Verification = {
  readonly workspaces: number;
  readonly events: number;
  readonly rows: number;
  /** The disagreements, one sentence each; at most a hundred. */
  readonly differences: string[];
};

const differencesMax = 100;
const eventsPerPage = 5_000;

/**
 * I4, I2: folds every log from its first event. Compares the result with the tables, row by row, and the cursors with a sequence
 * without gaps. Reads one snapshot, so it may run beside a live server. Changes nothing.
 */
export async function verifyLogs(
  pool: pg.Pool,
  onProgress: (events: number) => void = () => undefined,
): Promise<Verification> {
  const connection = await pool.connect();
  try {
    await connection.query("begin isolation level repeatable read read only");
    const heads = await connection.query<{ workspace_id: string; head: string }>(
      "select workspace_id, head from workspace_heads",
    );
    const found = { workspaces: heads.rows.length, events: 0, rows: 0, differences: [] as string[] };
    for (const { workspace_id, head } of heads.rows) {
      const store = await foldLog(connection, { workspaceId: workspace_id, head: Number(head), found, onProgress });
      for (const kind of kinds) await compareKind(connection, { workspaceId: workspace_id, kind, store, found });
    }
    await connection.query("commit");
    return found;
  } finally {
    connection.release();
  }
}

type Found = { events: number; rows: number; readonly differences: string[] };

async function foldLog(
  connection: pg.PoolClient,
  {
    workspaceId,
    head,
    found,
    onProgress,
  }: { workspaceId: string; head: number; found: Found; onProgress: (events: number) => void },
): Promise<MemoryStore> {
  const store = new MemoryStore();
  let cursor = 0;
  for (;;) {
    const events = await readEvents(connection, { workspaceId, after: cursor, limit: eventsPerPage });
    for (const event of events) {
      if (!follows(cursor, event.cursor)) report(found, `${workspaceId}: event ${event.cursor} follows ${cursor}`);
      store.apply(reduce(store, event));
      cursor = event.cursor;
    }
    found.events += events.length;
    onProgress(found.events);
    if (events.length < eventsPerPage) break;
  }
  if (!isHeadAfter(cursor, head)) report(found, `${workspaceId}: the head is ${head} but the last event ${cursor}`);
  return store;
}

/** The head is the last event, or the start of an epoch in which nothing has happened yet. */
function isHeadAfter(cursor: number, head: number): boolean {
  return head === cursor || (head > cursor && head % epochSize === 0);
}

/** Cursors have gaps only where a restore began a new epoch. */
function follows(previous: number, cursor: number): boolean {
  return cursor === previous + 1 || (epochOf(cursor) > epochOf(previous) && cursor % epochSize === 1);
}

async function compareKind(
  connection: pg.PoolClient,
  { workspaceId, kind, store, found }: { workspaceId: string; kind: Kind; store: MemoryStore; found: Found },
): Promise<void> {
  const { rows } = await connection.query<Record<string, unknown>>(rowsSql(kind), [workspaceId]);
  for (const row of rows) compareRow(kind, { workspaceId, row, store, found });
  found.rows += rows.length;
  if (store.size(kind) !== rows.length)
    report(found, `${workspaceId}: ${tables[kind].name} has ${rows.length} rows, the log makes ${store.size(kind)}`);
}

function compareRow<K extends Kind>(
  kind: K,
  {
    workspaceId,
    row,
    store,
    found,
  }: { workspaceId: string; row: Record<string, unknown>; store: MemoryStore; found: Found },
): void {
  const stored = fromRow(kind, row);
  const key = keyOf[kind](stored);
  const folded = store.get(kind, key);
  if (isDeepStrictEqual(stored, folded)) return;
  report(
    found,
    `${workspaceId}: ${kind} ${key} is ${JSON.stringify(stored)} in the table and ${JSON.stringify(folded)} in the log`,
  );
}

function report({ differences }: Found, difference: string): void {
  if (differences.length < differencesMax) differences.push(difference);
}

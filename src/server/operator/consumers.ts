import type { Queryable } from "../db/client";
import { readWorkState } from "../jobs/work-state";
import { type ConsumerName, consumerNames } from "../metrics/work-metrics";

/** An event that a consumer could not handle, retries, or cannot read. */
export type Trouble = {
  readonly consumer: string;
  /** The slug of the workspace. */
  readonly workspace: string;
  readonly cursor: number;
  /** Zero for an event that it cannot read: the consumer waits for a version of Parley that can. */
  readonly attempts: number;
  readonly error: string;
  /** When it was parked; null while the consumer waits at it. */
  readonly parked_at: string | null;
};

export type ConsumerState = { readonly name: string; readonly lag: number; readonly parked: number };

/** The state of each consumer, and the events that trouble it. */
export async function listConsumers(
  database: Queryable,
): Promise<{ readonly consumers: readonly ConsumerState[]; readonly troubles: readonly Trouble[] }> {
  const { consumers } = await readWorkState(database);
  return { consumers, troubles: await readTroubles(database) };
}

async function readTroubles(database: Queryable): Promise<Trouble[]> {
  const { rows } = await database.query<
    Omit<Trouble, "cursor" | "parked_at"> & { cursor: string; parked_at: Date | null }
  >(
    `select consumer, coalesce(slug, workspace_id) as workspace, troubles.cursor, attempts, error, parked_at from (
       select consumer, workspace_id, cursor, attempts, error, parked_at from parked_events
       union all
       select consumer, workspace_id, cursor + 1, attempts, coalesce(last_error, ''), null from consumer_cursors where last_error is not null) as troubles
     left join workspaces on workspaces.id = workspace_id order by consumer, workspace, troubles.cursor`,
  );
  return rows.map((row) => ({ ...row, cursor: Number(row.cursor), parked_at: row.parked_at?.toISOString() ?? null }));
}

/** The parked events that an operator selects. A field that is left out selects all. */
export type Which = {
  readonly consumer?: string | undefined;
  readonly workspace?: string | undefined;
  readonly cursor?: string | undefined;
};

/**
 * Requests another try of parked events; the process that runs the consumer makes it within seconds. An event that
 * fails again stays parked. Returns the number of events. Throws an error of one sentence for an unknown consumer,
 * workspace or cursor. Safe to repeat.
 */
export async function retryParkedEvents(database: Queryable, { consumer, workspace, cursor }: Which): Promise<number> {
  const name = consumer === undefined ? null : nameOf(consumer);
  const workspaceId = workspace === undefined ? null : await workspaceOf(database, workspace);
  const { rowCount } = await database.query(
    `update parked_events set retry_requested_at = now()
     where ($1::text is null or consumer = $1) and ($2::text is null or workspace_id = $2) and ($3::int8 is null or cursor = $3)`,
    [name, workspaceId, cursor === undefined ? null : cursorOf(cursor)],
  );
  return rowCount ?? 0;
}

/**
 * Sets a consumer back, so that it again handles everything after a cursor of a workspace, including parked events. Returns
 * whether it had been further. Throws an error of one sentence for an unknown consumer, workspace or cursor. Safe to repeat.
 */
export async function rewindConsumer(
  database: Queryable,
  { consumer, workspace, cursor }: Required<{ readonly [word in keyof Which]: string }>,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `with back as (
       update consumer_cursors set cursor = $3, careful_until = 0, attempts = 0, retry_at = null, last_error = null
       where consumer = $1 and workspace_id = $2 and cursor > $3 returning 1),
     unparked as (delete from parked_events where consumer = $1 and workspace_id = $2 and cursor > $3 and exists (select from back))
     select from back`,
    [nameOf(consumer), await workspaceOf(database, workspace), cursorOf(cursor)],
  );
  return rowCount === 1;
}

function nameOf(name: string): ConsumerName {
  const found = consumerNames.find((one) => one === name);
  if (found === undefined) throw new Error(`There is no consumer "${name}". There are: ${consumerNames.join(", ")}.`);
  return found;
}

async function workspaceOf(database: Queryable, slug: string): Promise<string> {
  const { rows } = await database.query<{ id: string }>("select id from workspaces where slug = $1", [slug]);
  if (rows[0] === undefined) throw new Error(`There is no workspace "${slug}".`);
  return rows[0].id;
}

function cursorOf(text: string): number {
  if (!/^\d{1,15}$/u.test(text)) throw new Error(`"${text}" is not a cursor, which is a whole number.`);
  return Number(text);
}

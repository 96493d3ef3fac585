import pg from "pg";
import type { ServerContext } from "../context/context";
import { findJobsSchema } from "../db/jobs-schema";
import type { TaskName } from "../metrics/work-metrics";

/** A job to add. It holds an id, and never a text or a secret (I12): the row with that id holds the rest. */
export type NewJob = {
  readonly task: TaskName;
  readonly id?: string;
  /** The delay before it runs, in milliseconds. Default: none. */
  readonly delayMs?: number;
};

/** A job with an id. A task has at most one waiting job for each id. */
export type Known = { readonly task: TaskName; readonly id: string };

export type JobStatement = { readonly text: string; readonly values: unknown[] };

export type JobQueue = {
  /**
   * The statement that adds a job, for the transaction of the due row or of the consumer, and never for that of an append. A job
   * with an id replaces a waiting one with the same id. Null if this process cannot add jobs: the sweep of a process that runs
   * jobs then adds it from the row.
   */
  adding(job: NewJob): Promise<JobStatement | null>;
  /** The statement that removes a job. Null if this process cannot reach jobs. Safe to repeat. */
  removing(job: Known): Promise<JobStatement | null>;
};

export function createJobQueue(pool: pg.Pool, logger: Pick<ServerContext["logger"], "warn">): JobQueue {
  let known: string | null = null;
  let hasWarned = false;

  async function place(): Promise<string | null> {
    known ??= await findJobsSchema(pool);
    if (known !== null) return pg.escapeIdentifier(known);
    if (!hasWarned)
      logger.warn(
        "jobs cannot be added here: their tables are not fully installed or belong to another database user; run npm run migrate, and let all roles use its user",
      );
    hasWarned = true;
    return null;
  }

  return {
    adding: async ({ task, id, delayMs = 0 }) => {
      const schema = await place();
      if (schema === null) return null;
      return {
        text: `select 1 from ${schema}.add_job($1::text, json_build_object('id', $2::text), run_at := now() + $3::float8 * interval '1 ms',
          job_key := $4::text)`,
        values: [task, id ?? null, delayMs, id === undefined ? null : keyOf({ task, id })],
      };
    },
    removing: async (job) => {
      const schema = await place();
      return schema === null ? null : { text: `select 1 from ${schema}.remove_job($1::text)`, values: [keyOf(job)] };
    },
  };
}

/** The key under which graphile-worker knows a job. */
export function keyOf({ task, id }: Known): string {
  return `${task}:${id}`;
}

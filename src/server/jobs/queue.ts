import pg from "pg";
import { findJobsSchema } from "../db/jobs-schema";
import type { TaskName } from "../metrics/work-metrics";

/** A job to do. It holds an id and never a text or a secret (I12): what is due is a row of ours, which says the rest. */
export type NewJob = {
  readonly task: TaskName;
  readonly id?: string;
  /** How long it waits, in milliseconds; at once when left out. */
  readonly delayMs?: number;
};

/** A job that is known by its id, so that a thing that is due has one job at most. */
export type Known = { readonly task: TaskName; readonly id: string };

export type Statement = { readonly text: string; readonly values: unknown[] };

export type JobQueue = {
  /**
   * The statement that adds a job, for the transaction of the row that is due or of the consumer; one with an id in place of the same one that
   * waits already.
   * Never for the append. Null where the tables of the jobs are not there yet: what is due is found when they are.
   */
  adding(job: NewJob): Promise<Statement | null>;
  /** The statement that takes a job back. Safe to repeat. */
  removing(job: Known): Promise<Statement | null>;
};

export function createJobQueue(pool: pg.Pool): JobQueue {
  let known: string | null = null;

  async function place(): Promise<string | null> {
    known ??= await findJobsSchema(pool);
    return known === null ? null : pg.escapeIdentifier(known);
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

/** By which the library knows a job. */
export function keyOf({ task, id }: Known): string {
  return `${task}:${id}`;
}

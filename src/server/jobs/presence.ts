import pg from "pg";
import type { ServerContext } from "../context/context";
import type { JobsTiming } from "./timing";

export type RunnerPresence = { close(): Promise<void> };

type Parts = {
  readonly pool: pg.Pool;
  readonly schema: string;
  /** The name under which this process locks jobs. */
  readonly id: string;
  readonly sweep: () => Promise<void>;
  readonly timing: JobsTiming;
};

/** Records at intervals that this process runs, frees the jobs of processes that died, and adds missing jobs. */
export function startPresence({ logger }: ServerContext, { pool, schema, id, sweep, timing }: Parts): RunnerPresence {
  let sweptAt = Number.NEGATIVE_INFINITY;
  let isBeating = false;
  let running = beat();
  // While the database hangs, only one beat waits for it.
  const timer = setInterval(() => {
    if (!isBeating) running = beat();
  }, timing.heartbeatMs).unref();

  async function beat(): Promise<void> {
    isBeating = true;
    try {
      await sayHere(pool, id);
      await freeJobsOfDead(pool, schema, timing.deadMs);
      if (performance.now() - sweptAt < timing.sweepMs) return;
      sweptAt = performance.now();
      await forgetFailed(pool, schema);
      await sweep();
    } catch (error) {
      logger.debug({ err: error }, "could not record that this process runs jobs");
    } finally {
      isBeating = false;
    }
  }

  return {
    close: async () => {
      clearInterval(timer);
      await running;
      await pool.query("delete from job_runners where id = $1", [id]).catch(() => undefined);
    },
  };
}

async function sayHere(pool: pg.Pool, id: string): Promise<void> {
  await pool.query(
    "insert into job_runners (id, seen_at) values ($1, now()) on conflict (id) do update set seen_at = excluded.seen_at",
    [id],
  );
}

/**
 * Frees the jobs of dead processes. The library itself does so only after four hours. A process is dead when it has not reported
 * for `deadMs`. One that has never reported is dead when it has held a job for that long. Only the database's clock counts.
 */
async function freeJobsOfDead(pool: pg.Pool, schema: string, deadMs: number): Promise<void> {
  const name = pg.escapeIdentifier(schema);
  await pool.query(
    `with gone as (delete from job_runners where seen_at < now() - $1 * interval '1 ms' returning id)
     select ${name}.force_unlock_workers(array(
       select distinct locked_by from ${name}._private_jobs
       where locked_by is not null and (locked_by in (select id from gone)
         or (locked_at < now() - $1 * interval '1 ms' and locked_by not in (select id from job_runners)))))`,
    [deadMs],
  );
}

/** Removes jobs that failed for good, after a week in which an operator can see them. */
async function forgetFailed(pool: pg.Pool, schema: string): Promise<void> {
  const name = pg.escapeIdentifier(schema);
  await pool.query(
    `select count(*) from ${name}.complete_jobs(array(select id from ${name}._private_jobs
       where attempts >= max_attempts and locked_at is null and updated_at < now() - interval '7 days'))`,
  );
}

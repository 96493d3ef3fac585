import { setTimeout as pause } from "node:timers/promises";
import type { Runner, WorkerEvents } from "graphile-worker";
import pg from "pg";
import type { ServerContext } from "../context/context";
import { cutWhenSilent, onBrokenConnection } from "../db/client";
import { findJobsSchema } from "../db/jobs-schema";
import { messageOf } from "../files/system-errors";
import { createScrub } from "../logger/scrub";
import { type TaskName, taskNames } from "../metrics/work-metrics";
import { type RunnerPresence, startPresence } from "./presence";
import { createJobQueue } from "./queue";
import { type JobsTiming, usualTiming } from "./timing";

/** The work of a job. It may run again after a kill, so its writes must tolerate that. */
export type Task = (id: string, signal: AbortSignal) => Promise<unknown>;

export type Jobs = {
  /** Lets running jobs finish, for a bounded time. Another process repeats whatever is cut off. */
  close(): Promise<void>;
};

type Parts = {
  /** The tasks that this process can do. */
  readonly tasks: Partial<Record<TaskName, Task>>;
  /** Adds the missing jobs for due work. */
  readonly sweep: () => Promise<void>;
  readonly timing?: Partial<JobsTiming>;
};

const unusable =
  "The tables of the jobs are not fully installed, or belong to another database user: npm run migrate as the user of this process.";

const concurrency = 3;
const returnMsMax = 30_000;

/** Recurring jobs, in cron's notation. However many processes run, each job is added once. */
const crontab = "*/10 * * * * housekeeping ?max=3";

/** Runs jobs in this process. Any number of processes may run them over one database. Returns at once. */
export function startJobs(context: ServerContext, { tasks, sweep, timing: changed }: Parts): Jobs {
  const timing = { ...usualTiming, ...changed };
  const { database, env, logger } = context;
  const closing = new AbortController();
  const pool = new pg.Pool({
    // It listens, which needs its own session.
    connectionString: env.databaseDirectUrl ?? database.url,
    max: concurrency,
    application_name: "parley jobs",
    ...cutWhenSilent(database.silenceMsMax),
  });
  onBrokenConnection(pool, (error) => logger.debug({ err: error }, "a connection of the job runner broke"));
  const running = runForever();

  /** A run of the library ends when the database is lost; another run follows. */
  async function runForever(): Promise<void> {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      const began = performance.now();
      try {
        await runOnce();
      } catch (error) {
        if (closing.signal.aborted) break;
        logger.warn({ err: error }, "the job runner could not start; it tries again soon");
      }
      if (performance.now() - began > returnMsMax) attempt = 0;
      const delayMs = Math.random() * Math.min(returnMsMax, 200 * 2 ** attempt);
      await pause(delayMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  async function runOnce(): Promise<void> {
    const schema = await findJobsSchema(pool);
    if (schema === null) throw new Error(unusable);
    const { events, poolId } = await hearPoolId();
    const { run } = await import("graphile-worker");
    const runner = await run({
      pgPool: pool,
      schema,
      concurrency,
      pollInterval: timing.pollMs,
      noHandleSignals: true,
      logger: await loggerOf(context),
      events,
      taskList: taskListOf(context, tasks),
      ...(tasks.housekeeping === undefined ? { parsedCronItems: [] } : { crontab }),
      preset: { worker: { gracefulShutdownAbortTimeout: timing.partingMs / 2 } },
    });
    let presence: RunnerPresence | undefined;
    try {
      presence = startPresence(context, { pool, schema, id: poolId(), sweep, timing });
      if (tasks.housekeeping !== undefined) await addHousekeeping();
      await untilClosing(runner);
    } finally {
      await stop(runner);
      await presence?.close();
    }
  }

  /** Adds one at each start; cron adds the others. */
  async function addHousekeeping(): Promise<void> {
    const adding = await createJobQueue(pool, logger).adding({ task: "housekeeping" });
    if (adding !== null) await pool.query(adding);
  }

  async function untilClosing(runner: Runner): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      if (closing.signal.aborted) resolve();
      closing.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([runner.promise, closed]);
  }

  async function stop(runner: Runner): Promise<void> {
    await inTime(
      runner.stop().catch((error: unknown) => logger.debug({ err: error }, "the job runner had stopped already")),
      timing.partingMs,
    );
  }

  return {
    close: async () => {
      closing.abort();
      await inTime(running, timing.partingMs + 1_000);
      await inTime(pool.end(), 1_000);
    },
  };
}

async function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  const waiting = new AbortController();
  await Promise.race([work, pause(ms, undefined, { signal: waiting.signal }).catch(() => undefined)]);
  waiting.abort();
}

/** The library generates the name under which it locks jobs, and only an event reveals it. */
async function hearPoolId(): Promise<{ events: WorkerEvents; poolId: () => string }> {
  const { EventEmitter } = await import("node:events");
  const events: WorkerEvents = new EventEmitter();
  let id = "";
  events.once("pool:create", ({ workerPool }) => {
    id = workerPool.id;
  });
  return { events, poolId: () => id };
}

type Payload = { readonly id?: unknown };

/** The tasks in the library's form. It stores their errors in its table, so addresses and secrets are removed from them first. */
function taskListOf({ env, database, logger, metrics }: ServerContext, tasks: Parts["tasks"]) {
  const scrub = createScrub(env, [database.url]);
  const run = (name: TaskName, task: Task) => async (payload: unknown, helpers: Helpers) => {
    // Our own jobs hold an id; those of cron hold none.
    const { id } = payload as Payload;
    try {
      await task(typeof id === "string" ? id : "", helpers.abortSignal ?? new AbortController().signal);
      metrics.work.ran(name, "done");
    } catch (error) {
      const { attempts, max_attempts } = helpers.job;
      metrics.work.ran(name, attempts < max_attempts ? "failed" : "given_up");
      logger.warn({ err: error, task: name, job_id: helpers.job.id, attempts }, "a job failed");
      throw new Error(scrub(messageOf(error)));
    }
  };
  const list: Record<string, ReturnType<typeof run>> = {};
  for (const name of taskNames) {
    const task = tasks[name];
    if (task !== undefined) list[name] = run(name, task);
  }
  return list;
}

type Helpers = {
  readonly job: { readonly id: string; readonly attempts: number; readonly max_attempts: number };
  readonly abortSignal?: AbortSignal;
};

/** The library's own lines are for debugging; we log failures ourselves. */
async function loggerOf({ logger }: ServerContext) {
  const { Logger } = await import("graphile-worker");
  return new Logger(() => (_level, message) => {
    logger.debug({ said: message }, "graphile-worker");
  });
}

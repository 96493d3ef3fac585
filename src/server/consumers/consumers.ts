import { setTimeout as pause } from "node:timers/promises";
import type { ServerContext } from "../context/context";
import { isOutOfReach } from "../db/out-of-reach";
import type { Log } from "../log/log";
import { consumerNames } from "../metrics/work-metrics";
import type { ConsumersByName, NamedConsumer } from "./consumer";
import { createDescription, isRetryWished, noteFailure, type Patience, retryParked, usualPatience } from "./parking";
import { step } from "./step";

export type ConsumersTiming = Patience & {
  /** How often each consumer polls for events without a bell. */
  readonly pollMs: number;
  /** How long a consumer gathers bells before it reads. */
  readonly gatherMs: number;
  /** How long shutdown waits for handlers. */
  readonly partingMs: number;
};

export const usualTiming: ConsumersTiming = { ...usualPatience, pollMs: 10_000, gatherMs: 1_000, partingMs: 8_000 };

export type Consumers = {
  /** Lets running handlers finish, for a bounded time. The next process handles whatever is cut off. */
  close(): Promise<void>;
};

type Parts = { readonly log: Log; readonly consumers: ConsumersByName; readonly timing?: Partial<ConsumersTiming> };

/** Runs consumers in this process. Any number of processes may run the same ones over one database. */
export function startConsumers(context: ServerContext, { log, consumers, timing: changed }: Parts): Consumers {
  const timing = { ...usualTiming, ...changed };
  const closing = new AbortController();
  const runs = consumerNames.map((name) => {
    const consumer = { name, ...consumers[name] };
    return runConsumer(context, { log, consumer, timing, signal: closing.signal });
  });
  return {
    close: async () => {
      closing.abort();
      const parting = new AbortController();
      await Promise.race([
        Promise.all(runs),
        pause(timing.partingMs, undefined, { signal: parting.signal }).catch(() => undefined),
      ]);
      parting.abort();
    },
  };
}

type Run = {
  readonly log: Log;
  readonly consumer: NamedConsumer;
  readonly timing: ConsumersTiming;
  readonly signal: AbortSignal;
};

/** Runs one consumer, one transaction at a time. Settles once the signal is aborted and the running transaction has ended. */
async function runConsumer(context: ServerContext, { log, consumer, timing, signal }: Run): Promise<void> {
  const { database, logger, metrics, bell } = context;
  const { pool } = database;
  const { name } = consumer;
  const explain = createDescription(context.env, [database.url]);
  const types: ReadonlySet<string> = new Set(consumer.types);
  const due = new Set<string>();
  const alarm = createAlarm(signal);
  const stopListening = [
    log.onAppended((workspaceId, events) => {
      // The poll moves the cursor past the others.
      if (!events.some(({ type }) => types.has(type))) return;
      due.add(workspaceId);
      alarm.ringIn(0);
    }),
    bell.onWord((word) => {
      if (word.type !== "appended") return;
      due.add(word.workspace_id);
      alarm.ringIn(timing.gatherMs);
    }),
  ];
  let polledAt = Number.NEGATIVE_INFINITY;
  let isIntroduced = false;
  while (!signal.aborted) {
    try {
      if (!isIntroduced) await introduce(context, consumer);
      isIntroduced = true;
      const isPoll = performance.now() - polledAt >= timing.pollMs;
      if (isPoll) {
        polledAt = performance.now();
        for (const workspaceId of await findBehind(context, consumer)) due.add(workspaceId);
      }
      for (const workspaceId of [...due]) {
        due.delete(workspaceId);
        await catchUp(workspaceId, isPoll);
        if (signal.aborted) break;
      }
      if (isPoll) await retryAllParked();
    } catch (error) {
      logger.warn({ err: error, consumer: name }, "a consumer could not read the database");
    }
    alarm.ringIn(Math.max(0, polledAt + timing.pollMs - performance.now()));
    await alarm.rung();
  }
  for (const stop of stopListening) stop();

  async function catchUp(workspaceId: string, passesOver: boolean): Promise<void> {
    while (!signal.aborted) {
      const done = await step(pool, consumer, workspaceId, { passesOver, explain });
      if (done.result === "held") return;
      if (done.result === "failed") {
        if (!(await goesOn(workspaceId, done))) return;
        continue;
      }
      if (done.count > 0) metrics.work.consumed(name, "handled", done.count);
      if (done.result === "stopped" && done.isNew) {
        const about = { err: done.stop.error, consumer: name, workspace_id: workspaceId, cursor: done.stop.cursor };
        logger.error(about, "a consumer cannot read an event, and waits for a version of Parley that can");
      }
      if (done.result !== "more") return;
    }
  }

  /** Whether to try again at once. */
  async function goesOn(
    workspaceId: string,
    { error, failed }: Extract<Awaited<ReturnType<typeof step>>, { result: "failed" }>,
  ): Promise<boolean> {
    const about = { err: error, consumer: name, workspace_id: workspaceId, cursor: failed?.events[0]?.cursor };
    if (failed === null || failed.events.length === 0 || isOutOfReach(error)) {
      logger.warn(about, "a consumer could not handle its events; it tries again");
      return false;
    }
    const outcome = await noteFailure(pool, consumer, workspaceId, {
      failure: { ...failed, cause: explain(error) },
      patience: timing,
    });
    if (outcome === "parked") {
      metrics.work.consumed(name, "parked", 1);
      logger.error(about, "event parked after repeated failures; the consumer continues without it");
      return true;
    }
    if (outcome === "again") {
      metrics.work.consumed(name, "retried", 1);
      logger.warn(about, "a consumer failed on an event; it tries again later");
      due.add(workspaceId);
      alarm.ringIn(timing.delayMs(failed.attempts + 1));
      return false;
    }
    return true;
  }

  async function retryAllParked(): Promise<void> {
    while (!signal.aborted && (await isRetryWished(pool, consumer))) {
      const retried = await retryParked(pool, consumer, explain);
      if (retried === null) return;
      const about = { consumer: name, workspace_id: retried.workspaceId, cursor: retried.cursor };
      if (retried.error === null) {
        metrics.work.consumed(name, "handled", 1);
        logger.info(about, "a parked event was handled");
      } else {
        metrics.work.consumed(name, "retried", 1);
        logger.error({ ...about, err: retried.error }, "a parked event failed again");
      }
    }
  }
}

/**
 * Gives a new consumer its place in every existing log, in one statement with the row that records it. A workspace
 * created during that statement has no row and is read from its beginning. An event appended during it comes after the
 * head that was read. Safe to repeat.
 */
async function introduce({ database }: ServerContext, { name, from }: NamedConsumer): Promise<void> {
  await database.pool.query(
    `with introduced as (insert into consumers (name) values ($1) on conflict do nothing returning name)
     insert into consumer_cursors (consumer, workspace_id, cursor)
       select introduced.name, workspace_id, case when $2 then head else 0 end from workspace_heads, introduced
     on conflict do nothing`,
    [name, from === "head"],
  );
}

/** The workspaces whose log is ahead of a consumer's cursor, except those that wait for another try. */
async function findBehind({ database }: ServerContext, { name }: NamedConsumer): Promise<string[]> {
  const { rows } = await database.pool.query<{ workspace_id: string }>({
    name: "find logs that a consumer has not read",
    text: `select h.workspace_id from workspace_heads h
      left join consumer_cursors c on c.consumer = $1 and c.workspace_id = h.workspace_id
      where h.head > coalesce(c.cursor, 0) and (c.retry_at is null or c.retry_at <= now())`,
    values: [name],
  });
  return rows.map(({ workspace_id }) => workspace_id);
}

type Alarm = {
  /** Rings after `ms`, or sooner if it is already set to. */
  ringIn(ms: number): void;
  /** Settles when it has rung since the last call, or the signal is aborted. */
  rung(): Promise<void>;
};

function createAlarm(signal: AbortSignal): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let ringsAt = Number.POSITIVE_INFINITY;
  let hasRung = false;
  let wake: () => void = () => undefined;

  function ring(): void {
    clearTimeout(timer);
    ringsAt = Number.POSITIVE_INFINITY;
    hasRung = true;
    wake();
  }

  signal.addEventListener("abort", ring, { once: true });
  return {
    ringIn: (ms) => {
      const at = performance.now() + ms;
      if (at >= ringsAt) return;
      ringsAt = at;
      clearTimeout(timer);
      timer = setTimeout(ring, ms).unref();
    },
    rung: async () => {
      if (!hasRung && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      hasRung = false;
    },
  };
}

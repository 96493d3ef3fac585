import { Gauge, type Registry } from "prom-client";
import { createCounter } from "./known-labels";

/** Every consumer, so that metrics know them before anything has happened. */
export const consumerNames = ["bot_tokens"] as const;

export type ConsumerName = (typeof consumerNames)[number];

/** Every kind of job. */
export const taskNames = ["mail", "housekeeping"] as const;

export type TaskName = (typeof taskNames)[number];

/** The state of consumers and jobs in the database, whichever process runs them. */
export type WorkState = {
  /** Processes that run consumers and jobs. */
  readonly runners: number;
  readonly consumers: readonly { readonly name: ConsumerName; readonly lag: number; readonly parked: number }[];
  readonly jobs: readonly {
    readonly task: TaskName;
    readonly queued: number;
    readonly running: number;
    readonly failed: number;
  }[];
};

const consumedResults = ["handled", "retried", "parked"] as const;
const jobResults = ["done", "failed", "given_up"] as const;
const jobStates = ["queued", "running", "failed"] as const;

export type WorkMetrics = {
  consumed(consumer: ConsumerName, result: (typeof consumedResults)[number], events: number): void;
  ran(task: TaskName, result: (typeof jobResults)[number]): void;
  /** Sets the query of the database, which runs when the metrics are read. If it fails, the last values remain. */
  watch(look: () => Promise<WorkState>): void;
};

export function createWorkMetrics(registry: Registry): WorkMetrics {
  const registers = [registry];
  let look: (() => Promise<WorkState>) | undefined;
  const consumed = createCounter(
    { name: "parley_consumer_events_total", help: "Events of the consumers here, by result.", registers },
    { consumer: consumerNames, result: consumedResults },
  );
  const ran = createCounter(
    { name: "parley_job_runs_total", help: "Jobs that were run here, by result.", registers },
    { task: taskNames, result: jobResults },
  );
  const lag = new Gauge({
    name: "parley_consumer_lag_events",
    help: "Events that a consumer has not passed yet, of all workspaces together.",
    labelNames: ["consumer"],
    registers,
    // The first of these gauges queries for all of them.
    collect: async () => put(await look?.().catch(() => undefined)),
  });
  const parked = new Gauge({
    name: "parley_consumer_parked_events",
    help: "Events that a consumer could not handle and that wait for an operator.",
    labelNames: ["consumer"],
    registers,
  });
  const jobs = new Gauge({
    name: "parley_jobs",
    help: "Jobs by state; failed ones are tried no more.",
    labelNames: ["task", "state"],
    registers,
  });
  const runners = new Gauge({
    name: "parley_job_runners",
    help: "Processes that run consumers and jobs.",
    registers,
  });
  for (const consumer of consumerNames) {
    lag.set({ consumer }, 0);
    parked.set({ consumer }, 0);
  }
  for (const task of taskNames) for (const state of jobStates) jobs.set({ task, state }, 0);

  function put(state: WorkState | undefined): void {
    if (state === undefined) return;
    runners.set(state.runners);
    for (const one of state.consumers) {
      lag.set({ consumer: one.name }, one.lag);
      parked.set({ consumer: one.name }, one.parked);
    }
    for (const { task, ...counts } of state.jobs)
      for (const name of jobStates) jobs.set({ task, state: name }, counts[name]);
  }

  return {
    consumed: (consumer, result, events) => consumed.inc({ consumer, result }, events),
    ran: (task, result) => ran.inc({ task, result }),
    watch: (given) => {
      look = given;
    },
  };
}

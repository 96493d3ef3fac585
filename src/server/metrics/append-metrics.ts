import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { type ErrorCode, errorCodes } from "../../domain/core/errors";
import { countBuckets, quickBuckets } from "./buckets";
import { createCounter, createHistogram } from "./known-labels";

/** The phases of an append, in order. Only a repeated attempt waits for the head's lock. */
const appendPhases = ["queue", "connect", "lock", "load", "decide", "commit"] as const;

export type AppendPhase = (typeof appendPhases)[number];

const retryReasons = ["head_moved", "database_lost"] as const;

/** Times the phases of one append. */
export type AppendTiming = {
  /** Counts the time since the previous phase towards this one. */
  passed(phase: AppendPhase): void;
  /** The append has to be tried again. The pause before that belongs to `connect`. */
  retried(reason: (typeof retryReasons)[number]): void;
  appended(batch: { readonly events: readonly unknown[] }): void;
};

/**
 * Commands without an answer: how many wait for an append, and when the oldest of all arrived, in an append
 * or not; null when there is none.
 */
export type Unanswered = { readonly waiting: number; readonly since: number | null };

export type AppendMetrics = {
  /**
   * Commands were taken from their queue together. `since` says when each had arrived, in the milliseconds of `performance.now`.
   */
  taken(commands: readonly { readonly since: number }[]): AppendTiming;
  refused(code: ErrorCode): void;
  replayed(): void;
  /** Sets the function that returns the commands without an answer. */
  watchUnanswered(unanswered: () => Unanswered): void;
};

export function createAppendMetrics(registry: Registry): AppendMetrics {
  const registers = [registry];
  const duration = new Histogram({
    name: "parley_append_duration_seconds",
    help: "From the first command of a batch coming in until its batch is durable.",
    buckets: quickBuckets,
    registers,
  });
  const phases = createHistogram(
    {
      name: "parley_append_phase_duration_seconds",
      help: "Where appends spend their time: in the queue, waiting for a connection or the lock, loading, deciding, committing.",
      buckets: quickBuckets,
      registers,
    },
    { phase: appendPhases },
  );
  const commands = new Histogram({
    name: "parley_append_batch_commands",
    help: "Commands that one append took together.",
    buckets: countBuckets,
    registers,
  });
  const events = new Histogram({
    name: "parley_append_batch_events",
    help: "Events that one append wrote.",
    buckets: countBuckets,
    registers,
  });
  const retries = createCounter(
    {
      name: "parley_append_retries_total",
      help: "Appends tried again: another process had moved the head, or the database was lost on the way.",
      registers,
    },
    { reason: retryReasons },
  );
  const refusals = createCounter(
    {
      name: "parley_commands_refused_total",
      help: "Commands that were not carried out, by the code that their callers were told.",
      registers,
    },
    { code: errorCodes },
  );
  const replays = new Counter({
    name: "parley_commands_replayed_total",
    help: "Commands that had been carried out before and were answered with the original.",
    registers,
  });
  let unanswered = (): Unanswered => ({ waiting: 0, since: null });
  new Gauge({
    name: "parley_commands_waiting",
    help: "Commands that wait for an append at the moment.",
    registers,
    collect() {
      this.set(unanswered().waiting);
    },
  });
  new Gauge({
    name: "parley_command_oldest_seconds",
    help: "For how long the oldest command that has no answer yet has been here, waiting or in an append; 0 when there is none.",
    registers,
    collect() {
      const { since } = unanswered();
      this.set(since === null ? 0 : (performance.now() - since) / 1_000);
    },
  });

  return {
    taken: (taken) => {
      const begun = taken[0]?.since ?? performance.now();
      let last = begun;
      const passed = (phase: AppendPhase) => {
        const now = performance.now();
        phases.observe({ phase }, (now - last) / 1_000);
        last = now;
      };
      passed("queue");
      return {
        passed,
        retried: (reason) => retries.inc({ reason }),
        appended: (batch) => {
          duration.observe((performance.now() - begun) / 1_000);
          commands.observe(taken.length);
          events.observe(batch.events.length);
        },
      };
    },
    refused: (code) => refusals.inc({ code }),
    replayed: () => replays.inc(),
    watchUnanswered: (told) => {
      unanswered = told;
    },
  };
}

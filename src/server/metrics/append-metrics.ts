import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { ErrorCode } from "../../domain/errors";
import { countBuckets, quickBuckets } from "./buckets";

/** The stretches of an append's way, in order. Only a repeated attempt waits for the head's lock. */
export type AppendPhase = "queue" | "connect" | "lock" | "load" | "decide" | "commit";

/** Follows one append on its way. */
export type AppendTiming = {
  /** What has passed since the phase before it belongs to this one. */
  passed(phase: AppendPhase): void;
  /** It has to be tried again; the pause before that belongs to `connect`. */
  retried(reason: "head_moved" | "database_lost"): void;
  appended(batch: { readonly events: readonly unknown[] }): void;
};

export type AppendMetrics = {
  /** Commands were taken from their queue together; `since` says when each had come, in the milliseconds of `performance.now`. */
  taken(commands: readonly { readonly since: number }[]): AppendTiming;
  refused(code: ErrorCode): void;
  replayed(): void;
  /** `count` tells how many commands wait at the moment. */
  watchWaiting(count: () => number): void;
};

export function createAppendMetrics(registry: Registry): AppendMetrics {
  const registers = [registry];
  const duration = new Histogram({
    name: "parley_append_duration_seconds",
    help: "From the first command of a batch coming in until its batch is durable.",
    buckets: quickBuckets,
    registers,
  });
  const phases = new Histogram({
    name: "parley_append_phase_duration_seconds",
    help: "Where appends spend their time: in the queue, waiting for a connection or the lock, loading, deciding, committing.",
    labelNames: ["phase"],
    buckets: quickBuckets,
    registers,
  });
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
  const retries = new Counter({
    name: "parley_append_retries_total",
    help: "Appends tried again: another process had moved the head, or the database was lost on the way.",
    labelNames: ["reason"],
    registers,
  });
  const refusals = new Counter({
    name: "parley_commands_refused_total",
    help: "Commands that were not carried out, by the code that their callers were told.",
    labelNames: ["code"],
    registers,
  });
  const replays = new Counter({
    name: "parley_commands_replayed_total",
    help: "Commands that had been carried out before and were answered with the original.",
    registers,
  });
  const waiting: (() => number)[] = [];
  new Gauge({
    name: "parley_commands_waiting",
    help: "Commands that wait for an append at the moment.",
    registers,
    collect() {
      this.set(waiting.reduce((sum, count) => sum + count(), 0));
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
    watchWaiting: (count) => waiting.push(count),
  };
}

import { performance } from "node:perf_hooks";
import { Counter, collectDefaultMetrics, Registry } from "prom-client";
import { standardOutput } from "../logger/output";

let registry: Registry | undefined;

/** The metrics of the whole process, started once, however many servers run in it. */
export function processRegistry(): Registry {
  registry ??= measureProcess();
  return registry;
}

function measureProcess(): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register });
  new Counter({
    name: "parley_event_loop_active_seconds_total",
    help: "How long the event loop was at work; its rate is the share of a core that is used, 1 at most.",
    registers: [register],
    collect() {
      this.reset();
      this.inc(performance.eventLoopUtilization().active / 1_000);
    },
  });
  new Counter({
    name: "parley_log_lines_dropped_total",
    help: "Lines that standard output did not take: its disk is full, it is closed, or nobody reads it.",
    registers: [register],
    collect() {
      this.reset();
      this.inc(standardOutput().dropped());
    },
  });
  return register;
}

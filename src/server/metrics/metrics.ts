import { Gauge, Registry } from "prom-client";
import { running } from "../../running";
import { type AppendMetrics, createAppendMetrics } from "./append-metrics";
import { createDatabaseMetrics, type DatabaseMetrics } from "./database-metrics";
import { createHttpMetrics, type HttpMetrics } from "./http-metrics";
import { createMessengerMetrics, type MessengerMetrics } from "./messenger-metrics";
import { processRegistry } from "./process-metrics";
import { createStreamMetrics, type StreamMetrics } from "./stream-metrics";
import { createWorkMetrics, type WorkMetrics } from "./work-metrics";

/**
 * All counters and timers, by part. Recording costs a few microseconds per append or request and almost nothing per
 * delivery. No label ever holds an id.
 */
export type Metrics = {
  readonly append: AppendMetrics;
  readonly streams: StreamMetrics;
  readonly http: HttpMetrics;
  readonly database: DatabaseMetrics;
  readonly messenger: MessengerMetrics;
  readonly work: WorkMetrics;
  /** Everything in Prometheus's text format, including the process's own metrics. */
  text(): Promise<string>;
  readonly contentType: string;
};

/** The metrics of one server (docs/observability.md describes each). Several servers in one process count separately. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const ofProcess = processRegistry();
  new Gauge({
    name: "parley_build_info",
    help: "Always 1; its labels say what runs.",
    labelNames: ["version", "build", "node"],
    registers: [registry],
  }).set(running, 1);
  return {
    append: createAppendMetrics(registry),
    streams: createStreamMetrics(registry),
    http: createHttpMetrics(registry),
    database: createDatabaseMetrics(registry),
    messenger: createMessengerMetrics(registry),
    work: createWorkMetrics(registry),
    text: async () => (await Promise.all([registry.metrics(), ofProcess.metrics()])).join("\n"),
    contentType: registry.contentType,
  };
}

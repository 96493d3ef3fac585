import { Gauge, Histogram, type Registry } from "prom-client";
import { patientBuckets, quickBuckets } from "./buckets";

/**
 * What was served: the id of an operation, `batch` for several at once, `unknown` for an address where nothing is; of Next `page`,
 * `asset` or `next_auth`.
 * `status` is null when the caller went before there was an answer.
 */
export type HttpAnswer = {
  readonly door: "rest" | "trpc" | "pages";
  readonly operation: string;
  readonly status: number | null;
};

export type HttpMetrics = {
  began(): void;
  /** An answer has left, or its caller has. Seconds from the request's arrival. */
  answered(answer: HttpAnswer, seconds: number): void;
  /** One call was let in or refused. */
  admitted(seconds: number): void;
  /** One operation was carried out or refused, its answer not yet written. */
  ran(operation: string, seconds: number): void;
};

export function createHttpMetrics(registry: Registry): HttpMetrics {
  const registers = [registry];
  const underWay = new Gauge({
    name: "parley_http_requests_in_flight",
    help: "Requests that are being answered at the moment, event streams and long polls among them.",
    registers,
  });
  const requests = new Histogram({
    name: "parley_http_request_duration_seconds",
    help: "From a request's arrival until its answer has left, by operation; event streams end when their readers go.",
    labelNames: ["door", "operation", "status"],
    buckets: patientBuckets,
    registers,
  });
  const admissions = new Histogram({
    name: "parley_http_admission_duration_seconds",
    help: "Finding out who calls and whether they may: session, token, origin, scope, rate limit.",
    buckets: quickBuckets,
    registers,
  });
  const runs = new Histogram({
    name: "parley_operation_duration_seconds",
    help: "Carrying out an operation, without reading its request or writing its answer.",
    labelNames: ["operation"],
    buckets: patientBuckets,
    registers,
  });
  return {
    began: () => underWay.inc(),
    answered: ({ door, operation, status }, seconds) => {
      underWay.dec();
      requests.observe({ door, operation, status: statusClass(status) }, seconds);
    },
    admitted: (seconds) => admissions.observe(seconds),
    ran: (operation, seconds) => runs.observe({ operation }, seconds),
  };
}

function statusClass(status: number | null): string {
  return status === null ? "gone" : `${Math.floor(status / 100)}xx`;
}

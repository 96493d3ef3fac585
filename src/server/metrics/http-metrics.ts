import { Gauge, Histogram, type Registry } from "prom-client";
import { patientBuckets, quickBuckets } from "./buckets";
import { createCounter } from "./known-labels";

const doors = ["rest", "trpc", "pages"] as const;
const statusClasses = ["2xx", "3xx", "4xx", "5xx", "gone"] as const;

type StatusClass = (typeof statusClasses)[number];

/**
 * A served request. `operation` is the id of an operation, `batch` for several at once, `unknown` for an address where nothing
 * is; for Next it is `page`, `asset` or `next_auth`. `status` is null if the caller left before there was an answer.
 */
export type HttpAnswer = {
  readonly door: (typeof doors)[number];
  readonly operation: string;
  readonly status: number | null;
};

export type HttpMetrics = {
  began(): void;
  /** An answer was sent, or its caller has left. Seconds from the request's arrival. */
  answered(answer: HttpAnswer, seconds: number): void;
  /** One call was authorized or refused. */
  authorized(seconds: number): void;
  /** One operation ran or was refused. Its answer is not written yet. */
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
  // Separate from the histogram, which has too many operations to start with all of them. Alerts on the first failure look here.
  const answers = createCounter(
    {
      name: "parley_http_requests_total",
      help: "Requests that were answered, by door and class of status.",
      registers,
    },
    { door: doors, status: statusClasses },
  );
  const authorizations = new Histogram({
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
    answered: ({ door, operation, status: code }, seconds) => {
      underWay.dec();
      const status = statusClass(code);
      requests.observe({ door, operation, status }, seconds);
      answers.inc({ door, status });
    },
    authorized: (seconds) => authorizations.observe(seconds),
    ran: (operation, seconds) => runs.observe({ operation }, seconds),
  };
}

/** A switch to another protocol (1xx) counts as answered. */
function statusClass(status: number | null): StatusClass {
  if (status === null) return "gone";
  if (status >= 500) return "5xx";
  if (status >= 400) return "4xx";
  return status >= 300 ? "3xx" : "2xx";
}

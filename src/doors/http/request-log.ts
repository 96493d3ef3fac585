import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { App } from "../../server/app";
import type { HttpAnswer } from "../../server/metrics/http-metrics";
import type { Span, SpanContext } from "../../server/tracing/tracing";
import { parseTraceparent } from "./traceparent";

/** The data about one request for metrics, traces and the log, from its arrival until its answer is sent. */
export type RequestRecord = {
  /** The caller's own `X-Request-Id` when it is a plain word, else a new one. */
  readonly id: string;
  /** The ids of the operations that it calls, as far as they are known. */
  readonly operations: string[];
  userId: string | null;
  /** Its span in a trace; null for a request that is not logged. */
  span: Span | null;
  /** True for a long poll or a stream, which is never reported as slow. */
  lasts: boolean;
};

/** A request that takes longer is logged as slow. */
const slowMs = 1_000;

const records = new WeakMap<IncomingMessage, RequestRecord>();

/** The record of a request; the same object each time. */
export function recordOf(incoming: IncomingMessage): RequestRecord {
  const known = records.get(incoming);
  if (known) return known;
  const given = incoming.headers["x-request-id"];
  const id = typeof given === "string" && isPlainWord(given) ? given : `req_${randomUUID().replaceAll("-", "")}`;
  const record = { id, operations: [], userId: null, span: null, lasts: false };
  records.set(incoming, record);
  return record;
}

/** Counts, traces and logs a request once its answer is sent or its caller is gone. Call it once per request. */
export function logRequest(
  { context }: App,
  door: HttpAnswer["door"],
  { incoming, outgoing }: { incoming: IncomingMessage; outgoing: ServerResponse },
): void {
  const since = performance.now();
  const record = recordOf(incoming);
  const { http } = context.metrics;
  const span = context.tracing.begin("request", { kind: "server", parent: parentOf(incoming) });
  record.span = span;
  http.began();
  outgoing.once("close", () => {
    const status = outgoing.headersSent ? outgoing.statusCode : null;
    const durationMs = performance.now() - since;
    http.answered({ door, operation: operationOf(record), status }, durationMs / 1_000);
    traceAnswer(span, record, { method: incoming.method ?? "", status });
    const isSlow = durationMs > slowMs && !record.lasts;
    context.logger[(status ?? 0) >= 500 || isSlow ? "warn" : "debug"](
      { ...fieldsOf(record), status, duration_ms: Math.round(durationMs) },
      isSlow ? "a request was slow" : "request answered",
    );
  });
}

/** The same for a request that Next answers: a page, an asset, or a step of next-auth. */
export function logPage(app: App, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const url = incoming.url ?? "/";
  const kind = url.startsWith("/_next/") ? "asset" : url.startsWith("/api/") ? "next_auth" : "page";
  recordOf(incoming).operations.push(kind);
  logRequest(app, "pages", { incoming, outgoing });
}

/** The fields of a request in a log line. */
export function fieldsOf({ id, operations, userId }: RequestRecord) {
  return { request_id: id, operation: operations.join(","), user_id: userId };
}

/** Omits the URL, which may hold a code. */
function traceAnswer(
  span: Span,
  record: RequestRecord,
  { method, status }: { method: string; status: number | null },
): void {
  span.rename(`${method} ${operationOf(record)}`);
  span.set({
    "http.request.method": method,
    "parley.operation": record.operations.join(","),
    "parley.request_id": record.id,
    ...(status === null ? {} : { "http.response.status_code": status }),
  });
  span.end((status ?? 0) >= 500 ? new Error(String(status)) : undefined);
}

function parentOf({ headers }: IncomingMessage): SpanContext | null {
  const { traceparent } = headers;
  return typeof traceparent === "string" ? parseTraceparent(traceparent) : null;
}

function operationOf({ operations }: RequestRecord): string {
  return operations.length > 1 ? "batch" : (operations[0] ?? "unknown");
}

/** Whether a value may be echoed in a header. */
export function isPlainWord(value: string): boolean {
  return /^[\w.:+/=@-]{1,128}$/u.test(value);
}

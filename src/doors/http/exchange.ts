import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { App } from "../../server/app";
import type { HttpAnswer } from "../../server/metrics/http-metrics";
import type { Span, SpanContext } from "../../server/tracing/tracing";
import { parseTraceparent } from "./traceparent";

/** One request from its arrival until its answer has left, as metrics and logs tell of it. */
export type Exchange = {
  /** The caller's own `X-Request-Id` when it is a plain word, else a new one. */
  readonly id: string;
  /** The ids of the operations that it asked for, as far as they have been looked at. */
  readonly operations: string[];
  userId: string | null;
  /** How a trace shows it; null for one that nobody follows. */
  span: Span | null;
  /** Its answer is held back on purpose, or goes on for as long as its caller likes. */
  lasts: boolean;
};

/** What takes longer than this is told in the log, unless it is meant to. */
const slowMs = 1_000;

const exchanges = new WeakMap<IncomingMessage, Exchange>();

/** The exchange that a request belongs to; the same one each time. */
export function exchangeOf(incoming: IncomingMessage): Exchange {
  const known = exchanges.get(incoming);
  if (known) return known;
  const given = incoming.headers["x-request-id"];
  const id = typeof given === "string" && isPlainWord(given) ? given : `req_${randomUUID().replaceAll("-", "")}`;
  const exchange = { id, operations: [], userId: null, span: null, lasts: false };
  exchanges.set(incoming, exchange);
  return exchange;
}

/** Follows an exchange until its answer has left, or its caller has. */
export function followExchange(
  { context }: App,
  door: HttpAnswer["door"],
  { incoming, outgoing }: { incoming: IncomingMessage; outgoing: ServerResponse },
): void {
  const since = performance.now();
  const exchange = exchangeOf(incoming);
  const { http } = context.metrics;
  const span = context.tracing.begin("request", { kind: "server", parent: parentOf(incoming) });
  exchange.span = span;
  http.began();
  outgoing.once("close", () => {
    const status = outgoing.headersSent ? outgoing.statusCode : null;
    const durationMs = performance.now() - since;
    http.answered({ door, operation: operationOf(exchange), status }, durationMs / 1_000);
    traceAnswer(span, exchange, { method: incoming.method ?? "", status });
    const isSlow = durationMs > slowMs && !exchange.lasts;
    context.logger[(status ?? 0) >= 500 || isSlow ? "warn" : "debug"](
      { ...namesOf(exchange), status, duration_ms: Math.round(durationMs) },
      isSlow ? "a request was slow" : "request answered",
    );
  });
}

/** Follows a request that Next answers: a page, one of the files that pages load, or a step of next-auth. */
export function followPage(app: App, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const url = incoming.url ?? "/";
  const kind = url.startsWith("/_next/") ? "asset" : url.startsWith("/api/") ? "next_auth" : "page";
  exchangeOf(incoming).operations.push(kind);
  followExchange(app, "pages", { incoming, outgoing });
}

/** An exchange as a line of the log names it. */
export function namesOf({ id, operations, userId }: Exchange) {
  return { request_id: id, operation: operations.join(","), user_id: userId };
}

/** The address stays out of it: there may be a code in it. */
function traceAnswer(
  span: Span,
  exchange: Exchange,
  { method, status }: { method: string; status: number | null },
): void {
  span.rename(`${method} ${operationOf(exchange)}`);
  span.set({
    "http.request.method": method,
    "parley.operation": exchange.operations.join(","),
    "parley.request_id": exchange.id,
    ...(status === null ? {} : { "http.response.status_code": status }),
  });
  span.end((status ?? 0) >= 500 ? new Error(String(status)) : undefined);
}

function parentOf({ headers }: IncomingMessage): SpanContext | null {
  const { traceparent } = headers;
  return typeof traceparent === "string" ? parseTraceparent(traceparent) : null;
}

function operationOf({ operations }: Exchange): string {
  return operations.length > 1 ? "batch" : (operations[0] ?? "unknown");
}

/** What may be echoed in a header. */
export function isPlainWord(value: string): boolean {
  return /^[\w.:+/=@-]{1,128}$/u.test(value);
}

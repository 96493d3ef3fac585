import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { App } from "../server/app";
import type { Operation } from "./operations/operation";

/** One request from its arrival until its answer has left, as metrics and logs tell of it. */
export type Exchange = {
  /** The caller's own `X-Request-Id` when it is a plain word, else a new one. */
  readonly id: string;
  /** The ids of the operations that it asked for, as far as they have been looked at. */
  readonly operations: string[];
  userId: string | null;
};

const exchanges = new WeakMap<IncomingMessage, Exchange>();

/** The exchange that a request belongs to; the same one each time. */
export function exchangeOf(incoming: IncomingMessage): Exchange {
  const known = exchanges.get(incoming);
  if (known) return known;
  const given = incoming.headers["x-request-id"];
  const id = typeof given === "string" && isPlainWord(given) ? given : `req_${randomUUID().replaceAll("-", "")}`;
  const exchange = { id, operations: [], userId: null };
  exchanges.set(incoming, exchange);
  return exchange;
}

/** Follows an exchange until its answer has left, or its caller has. */
export function followExchange(
  { context }: App,
  door: "rest" | "trpc",
  { incoming, outgoing }: { incoming: IncomingMessage; outgoing: ServerResponse },
): void {
  const since = performance.now();
  const exchange = exchangeOf(incoming);
  const { http } = context.metrics;
  http.began();
  outgoing.once("close", () => {
    const status = outgoing.headersSent ? outgoing.statusCode : null;
    http.answered({ door, operation: operationOf(exchange), status }, (performance.now() - since) / 1_000);
  });
}

/** Carries out an operation for a caller who has been admitted. */
export async function carryOut<C extends { readonly app: App }, A>(
  operation: Pick<Operation, "id"> & { readonly run: (call: C) => Promise<A> },
  call: C,
): Promise<A> {
  const since = performance.now();
  try {
    return await operation.run(call);
  } finally {
    call.app.context.metrics.http.ran(operation.id, (performance.now() - since) / 1_000);
  }
}

function operationOf({ operations }: Exchange): string {
  return operations.length > 1 ? "batch" : (operations[0] ?? "unknown");
}

/** What may be echoed in a header. */
export function isPlainWord(value: string): boolean {
  return /^[\w.:+/=@-]{1,128}$/u.test(value);
}

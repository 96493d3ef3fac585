import type { IncomingMessage, ServerResponse } from "node:http";
import { exchangeOf } from "./exchange";
import type { RequestInfo } from "./operations/operation";

/** What operations may know of an HTTP request. */
export function requestInfoOf(
  incoming: IncomingMessage,
  signalOf: () => AbortSignal = () => new AbortController().signal,
): RequestInfo {
  const exchange = exchangeOf(incoming);
  let signal: AbortSignal | undefined;
  return {
    id: exchange.id,
    exchange,
    headers: { get: (name) => headerOf(incoming, name) },
    remoteAddress: incoming.socket.remoteAddress ?? null,
    /** Made for who asks for it: few operations outlast their callers. */
    get signal() {
      signal ??= signalOf();
      return signal;
    },
  };
}

/** Aborted when the caller goes away before the answer is complete. */
export function goneSignal(outgoing: ServerResponse): AbortSignal {
  const gone = new AbortController();
  const abort = () => {
    if (!outgoing.writableFinished) gone.abort();
  };
  if (outgoing.closed) abort();
  else outgoing.once("close", abort);
  return gone.signal;
}

export function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : (value ?? null);
}

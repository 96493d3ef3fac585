import type { IncomingMessage } from "node:http";
import { exchangeOf } from "./exchange";
import type { RequestInfo } from "./operations/operation";

type Given = { readonly incoming: IncomingMessage; readonly signal: AbortSignal };

/** What operations may know of an HTTP request. */
export function requestInfoOf({ incoming, signal }: Given): RequestInfo {
  const headers = { get: (name: string) => headerOf(incoming, name) };
  const exchange = exchangeOf(incoming);
  return {
    id: exchange.id,
    exchange,
    headers,
    remoteAddress: incoming.socket.remoteAddress ?? null,
    signal,
  };
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : (value ?? null);
}

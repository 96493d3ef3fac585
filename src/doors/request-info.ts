import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { RequestInfo } from "./operations/operation";

type Given = { readonly incoming: IncomingMessage; readonly signal: AbortSignal };

/** What operations may know of an HTTP request. A caller's own request id is kept when it is a plain word. */
export function requestInfoOf({ incoming, signal }: Given): RequestInfo {
  const headers = { get: (name: string) => headerOf(incoming, name) };
  const given = headers.get("x-request-id") ?? "";
  return {
    id: isPlainWord(given) ? given : `req_${randomUUID().replaceAll("-", "")}`,
    headers,
    remoteAddress: incoming.socket.remoteAddress ?? null,
    signal,
  };
}

/** What may be echoed in a header. */
export function isPlainWord(value: string): boolean {
  return /^[\w.:+/=@-]{1,128}$/u.test(value);
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(", ") : (value ?? null);
}

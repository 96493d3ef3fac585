import type { ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Allowance } from "../../server/requests/rate-limits";
import { rateLimitHeaders } from "../calls/rate-limits";
import { compress, compressedLengthMin, lengthOf, type Text } from "../http/compress";
import { errorTable } from "../http/errors";
import { headersOf, isFault, refusalOf } from "../http/refusal";
import { correlationOf, type RequestInfo } from "../http/request-info";
import { fieldsOf } from "../http/request-log";
import { encodedTag, etagOf, namedTag } from "../operations/etags";
import type { Answer, OperationSpec } from "../operations/operation";

/** No intermediary may keep a secret, or compress it together with text that someone else chose: its length would leak it. */
export const secretCaching = "no-store, no-transform";

type Given = { readonly operation: OperationSpec; readonly request: RequestInfo; readonly allowance: Allowance | null };

type Headers = Record<string, string | string[]>;

/** An answer as it is sent. */
export type HttpAnswer = { readonly status: number; readonly headers: Headers; readonly body: Text | null };

/** The HTTP form of an answer, with the headers that its operation promises. */
export function respond(answer: Answer<unknown>, { operation, request, allowance }: Given): HttpAnswer {
  const status = answer.status ?? operation.status;
  const body = status === 204 || status === 304 ? null : (answer.json ?? JSON.stringify(answer.body));
  const headers: Headers = {
    ...basicHeaders(request),
    ...operation.headers,
    "Cache-Control": operation.secret
      ? secretCaching
      : operation.access === "public"
        ? "no-cache"
        : "private, no-cache",
    ...(allowance ? rateLimitHeaders(allowance) : {}),
    ...answer.headers,
    ...(answer.cookies ? { "Set-Cookie": [...answer.cookies] } : {}),
  };
  const etag = answer.headers?.ETag ?? (body !== null && operation.etag ? etagOf(operation, answer.body) : undefined);
  if (etag !== undefined) headers.ETag = etag;
  const known = request.headers.get("if-none-match");
  const named = operation.method === "GET" && etag !== undefined && known !== null ? namedTag(known, etag) : null;
  if (named !== null) return { status: 304, headers: { ...headers, ETag: named }, body: null };
  return { status, headers: body === null ? headers : { "Content-Type": json, ...headers }, body };
}

/** A 204 with these headers, for requests that no operation serves. */
export function respondEmpty(request: RequestInfo, headers: Readonly<Record<string, string>>): HttpAnswer {
  return { status: 204, headers: { ...basicHeaders(request), ...headers, "Cache-Control": "no-store" }, body: null };
}

type Refusing = { readonly logger: Logger; readonly operation?: OperationSpec };

/** The HTTP form of a refusal. Its cause goes to the log, never to the client. */
export function refuse(error: unknown, request: RequestInfo, { logger, operation }: Refusing): HttpAnswer {
  const refusal = refusalOf(error);
  const { http } = errorTable[refusal.code];
  if (isFault(refusal)) logger.error({ err: refusal.cause ?? refusal, ...fieldsOf(request.record) }, refusal.message);
  const details = refusal.details.length > 0 ? { details: refusal.details } : {};
  return {
    status: http,
    headers: {
      ...basicHeaders(request),
      ...operation?.headers,
      ...headersOf(refusal),
      ...(refusal.retryAfterSeconds === null ? {} : { "Retry-After": String(refusal.retryAfterSeconds) }),
      ...(refusal.code === "unauthenticated" ? { "WWW-Authenticate": "Bearer" } : {}),
      "Cache-Control": "no-store",
      "Content-Type": json,
    },
    body: JSON.stringify({ error: refusal.message, code: refusal.code, request_id: request.id, ...details }),
  };
}

/** Writes an answer without fetch objects, which cost more than the answer itself. Compresses it if that pays. */
export function send(outgoing: ServerResponse, { status, headers, body }: HttpAnswer): void {
  if (outgoing.headersSent) return void outgoing.destroy();
  if (body === null) return void outgoing.writeHead(status, headers).end();
  const mayShrink = lengthOf(body) >= compressedLengthMin && headers["Cache-Control"] !== secretCaching;
  const shrunk = mayShrink ? compress(body, outgoing.req) : null;
  const whole = shrunk?.bytes ?? (typeof body === "string" ? body : Buffer.concat(body));
  const length = Buffer.byteLength(whole);
  outgoing
    .writeHead(status, {
      "Content-Length": length,
      ...headers,
      ...(mayShrink ? { Vary: "Accept-Encoding" } : {}),
      ...(shrunk ? encodedHeaders(headers, shrunk.encoding) : {}),
    })
    // Pure ASCII is written in one copy under this name.
    .end(whole, length === whole.length ? "latin1" : "utf8");
}

function encodedHeaders({ ETag }: Headers, encoding: string): Headers {
  const tag = typeof ETag === "string" ? { ETag: encodedTag(ETag, encoding) } : {};
  return { "Content-Encoding": encoding, ...tag };
}

const json = "application/json; charset=utf-8";

function basicHeaders(request: RequestInfo): Record<string, string> {
  return {
    "X-Request-Id": request.id,
    "X-Content-Type-Options": "nosniff",
    "X-Correlation-ID": correlationOf(request) ?? request.id,
  };
}

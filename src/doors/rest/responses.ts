import type { Logger } from "pino";
import { errorTable } from "../errors";
import { isPlainWord, namesOf } from "../exchange";
import type { Answer, Face, RequestInfo } from "../operations/operation";
import { type Allowance, RateLimited, rateLimitHeaders } from "../rate-limits";
import { isFault, refusalOf } from "../refusal";
import { etagOf, namesTag } from "./etags";

/** Nobody on the way may keep a secret, nor compress it together with what somebody else chose: its length would tell of it. */
export const secretCaching = "no-store, no-transform";

type Given = { readonly operation: Face; readonly request: RequestInfo; readonly allowance: Allowance | null };

/** The HTTP form of an answer, with the headers that its operation promises. */
export function respond(answer: Answer<unknown>, { operation, request, allowance }: Given): Response {
  const status = answer.status ?? operation.status;
  const body = status === 204 || status === 304 ? null : JSON.stringify(answer.body);
  const headers = new Headers({
    ...basicHeaders(request),
    ...operation.headers,
    "Cache-Control": operation.secret
      ? secretCaching
      : operation.access === "public"
        ? "no-cache"
        : "private, no-cache",
    ...(allowance ? rateLimitHeaders(allowance) : {}),
    ...answer.headers,
  });
  for (const cookie of answer.cookies ?? []) headers.append("Set-Cookie", cookie);
  if (body !== null) headers.set("Content-Type", "application/json; charset=utf-8");
  if (body !== null && operation.etag && !headers.has("ETag")) headers.set("ETag", etagOf(operation, answer.body));
  const etag = headers.get("ETag");
  const known = request.headers.get("if-none-match");
  if (operation.method === "GET" && etag !== null && known !== null && namesTag(known, etag)) {
    headers.delete("Content-Type");
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, { status, headers });
}

type Refusing = { readonly logger: Logger; readonly operation?: Face };

/** The HTTP form of a refusal. Its cause goes to the log, never out. */
export function refuse(error: unknown, request: RequestInfo, { logger, operation }: Refusing): Response {
  const refusal = refusalOf(error);
  const { http } = errorTable[refusal.code];
  if (isFault(refusal)) logger.error({ err: refusal.cause ?? refusal, ...namesOf(request.exchange) }, refusal.message);
  const details = refusal.details.length > 0 ? { details: refusal.details } : {};
  const headers = new Headers({
    ...basicHeaders(request),
    ...operation?.headers,
    ...(refusal instanceof RateLimited ? rateLimitHeaders(refusal.allowance) : {}),
    "Cache-Control": "no-store",
    "Content-Type": "application/json; charset=utf-8",
  });
  if (refusal.retryAfterSeconds !== null) headers.set("Retry-After", String(refusal.retryAfterSeconds));
  if (refusal.code === "unauthenticated") headers.set("WWW-Authenticate", "Bearer");
  return new Response(
    JSON.stringify({ error: refusal.message, code: refusal.code, request_id: request.id, ...details }),
    { status: http, headers },
  );
}

function basicHeaders(request: RequestInfo): Record<string, string> {
  const correlation = request.headers.get("x-correlation-id");
  return {
    "X-Request-Id": request.id,
    "X-Content-Type-Options": "nosniff",
    ...(correlation !== null && isPlainWord(correlation) ? { "X-Correlation-ID": correlation } : {}),
  };
}

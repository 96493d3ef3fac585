import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "../../domain/core/errors";
import { errorTable } from "./errors";
import { recordOf } from "./request-log";
import { isApiPath, isCheckPath, pathOf } from "./request-target";

const startingSeconds = 2;

/** Answers 503 while a server starts. A browser asks again by itself. */
export function answerStarting(incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.setHeader("Refresh", String(startingSeconds));
  const retryAfterSeconds = startingSeconds;
  answerBarely(incoming, outgoing, new DomainError("not_ready", "Parley is starting.", { retryAfterSeconds }));
}

/** Answers 404 where a process has no pages. */
export function answerNothing(incoming: IncomingMessage, outgoing: ServerResponse): void {
  answerBarely(incoming, outgoing, new DomainError("not_found", "There is nothing at this address."));
}

/** Answers 400 to a request for a target at which nothing can be. */
export function answerMalformed(incoming: IncomingMessage, outgoing: ServerResponse): void {
  answerBarely(incoming, outgoing, new DomainError("malformed", "The target of this request is no path."));
}

/** Answers 405 to TRACE: what it sends back has the headers of a session in it. */
export function answerTrace(incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.setHeader("Allow", "GET, HEAD, OPTIONS");
  answerBarely(incoming, outgoing, new DomainError("method_not_allowed", "TRACE is not answered."));
}

/** A refusal without the app and its log: an object to programs, as everywhere else, and a sentence to others. */
function answerBarely(incoming: IncomingMessage, outgoing: ServerResponse, refusal: DomainError): void {
  const { code, message, retryAfterSeconds } = refusal;
  const request_id = recordOf(incoming).id;
  const path = pathOf(incoming);
  const isForPrograms = isApiPath(path) || isCheckPath(path);
  const body = isForPrograms ? JSON.stringify({ error: message, code, request_id }) : `${message}\n`;
  outgoing
    .writeHead(errorTable[code].http, {
      "Content-Type": isForPrograms ? "application/json; charset=utf-8" : "text/plain; charset=utf-8",
      "Content-Length": Buffer.byteLength(body),
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      "X-Request-Id": request_id,
      ...(retryAfterSeconds === null ? {} : { "Retry-After": String(retryAfterSeconds) }),
    })
    .end(body);
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "../../domain/core/errors";
import { errorTable } from "./errors";
import { recordOf } from "./request-log";
import { isApiPath, isCheckPath, pathOf } from "./request-target";

const startingSeconds = 2;

/** Answers 503 while a server starts. Browsers retry by themselves. */
export function answerStarting(incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.setHeader("Refresh", String(startingSeconds));
  const retryAfterSeconds = startingSeconds;
  answerBarely(incoming, outgoing, new DomainError("not_ready", "Parley is starting.", { retryAfterSeconds }));
}

/** Answers 404 in a process without pages. */
export function answerNothing(incoming: IncomingMessage, outgoing: ServerResponse): void {
  answerBarely(incoming, outgoing, new DomainError("not_found", "There is nothing at this address."));
}

/** Answers 400 to a request whose target cannot be a path. */
export function answerMalformed(incoming: IncomingMessage, outgoing: ServerResponse): void {
  answerBarely(incoming, outgoing, new DomainError("malformed", "The target of this request is no path."));
}

/** Answers 405 to TRACE, whose echo would contain the headers of a session. */
export function answerTrace(incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.setHeader("Allow", "GET, HEAD, OPTIONS");
  answerBarely(incoming, outgoing, new DomainError("method_not_allowed", "TRACE is not answered."));
}

/** Refuses without the app and its log: a JSON object for programs, as everywhere else, and plain text for others. */
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

import type { ErrorCode } from "../../domain/core/errors";

/** The status of one error code on each kind of transport. `close` ends a live stream (docs/protocol.md, "Close codes"). */
export type ErrorRow = { readonly http: number; readonly trpc: TrpcCode; readonly close: number };

type TrpcCode =
  | "BAD_REQUEST"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "METHOD_NOT_SUPPORTED"
  | "CONFLICT"
  | "PRECONDITION_FAILED"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "UNPROCESSABLE_CONTENT"
  | "TOO_MANY_REQUESTS"
  | "NOT_IMPLEMENTED"
  | "BAD_GATEWAY"
  | "SERVICE_UNAVAILABLE"
  | "INTERNAL_SERVER_ERROR";

const refused = 1008;
const bootAgain = 4001;
const notAuthenticated = 4401;
const comeBack = 1012;
const broken = 1011;

/** Every error code with its statuses. A code without a row does not compile. */
export const errorTable: { readonly [code in ErrorCode]: ErrorRow } = {
  malformed: row(400, "BAD_REQUEST", refused),
  invalid_input: row(422, "UNPROCESSABLE_CONTENT", refused),
  nested_reply: row(422, "UNPROCESSABLE_CONTENT", refused),
  idempotency_mismatch: row(422, "UNPROCESSABLE_CONTENT", refused),
  unauthenticated: row(401, "UNAUTHORIZED", notAuthenticated),
  forbidden: row(403, "FORBIDDEN", refused),
  insufficient_scope: row(403, "FORBIDDEN", refused),
  cross_site: row(403, "FORBIDDEN", refused),
  not_found: row(404, "NOT_FOUND", refused),
  not_supported: row(404, "NOT_FOUND", refused),
  method_not_allowed: row(405, "METHOD_NOT_SUPPORTED", refused),
  conflict: row(409, "CONFLICT", refused),
  name_taken: row(409, "CONFLICT", refused),
  slug_taken: row(409, "CONFLICT", refused),
  handle_taken: row(409, "CONFLICT", refused),
  nonce_conflict: row(409, "CONFLICT", refused),
  archived: row(409, "CONFLICT", refused),
  already_set_up: row(409, "CONFLICT", refused),
  limit_reached: row(409, "CONFLICT", refused),
  idempotency_in_flight: row(409, "CONFLICT", refused),
  secret_already_shown: row(409, "CONFLICT", refused),
  // tRPC has no 410. Its clients read our code in `data.code` of the error.
  cursor_gone: row(410, "PRECONDITION_FAILED", bootAgain),
  invite_gone: row(410, "PRECONDITION_FAILED", refused),
  link_gone: row(410, "PRECONDITION_FAILED", refused),
  precondition_failed: row(412, "PRECONDITION_FAILED", refused),
  payload_too_large: row(413, "PAYLOAD_TOO_LARGE", 1009),
  unsupported_media_type: row(415, "UNSUPPORTED_MEDIA_TYPE", 1003),
  rate_limited: row(429, "TOO_MANY_REQUESTS", 1013),
  not_configured: row(501, "NOT_IMPLEMENTED", refused),
  upstream_failed: row(502, "BAD_GATEWAY", broken),
  not_set_up: row(503, "SERVICE_UNAVAILABLE", comeBack),
  not_ready: row(503, "SERVICE_UNAVAILABLE", comeBack),
  event_too_new: row(503, "SERVICE_UNAVAILABLE", comeBack),
  // tRPC has no 507.
  storage_full: row(507, "SERVICE_UNAVAILABLE", comeBack),
  internal: row(500, "INTERNAL_SERVER_ERROR", broken),
};

function row(http: number, trpc: TrpcCode, close: number): ErrorRow {
  return { http, trpc, close };
}

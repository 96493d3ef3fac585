import type { ErrorCode } from "../../../domain/core/errors";
import { errorTable } from "../../http/errors";
import type { AnyOperation } from "../../operations";
import { paramNames } from "../../operations/operation";

/** Every error code with which an operation may be refused, by HTTP status: its own codes and those of its kind. */
export function documentedErrors(operation: AnyOperation, hasPrecondition: boolean): Map<number, ErrorCode[]> {
  const codes = new Set<ErrorCode>([
    ...operation.errors,
    ...usual(operation),
    ...(hasPrecondition ? (["precondition_failed"] as const) : []),
  ]);
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const status = errorTable[code].http;
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].sort(([one], [other]) => one - other));
}

function usual(operation: AnyOperation): ErrorCode[] {
  const { access, method, body, idempotency, secret, beforeSetUp, scope, query, unknownFields, unlimited } = operation;
  const isUnsafe = method !== "GET";
  const namesWorkspace = "workspace_id" in query.shape || "workspace_id" in (body?.shape ?? {});
  const takesInput = Object.keys(query.shape).length > 0 || unknownFields === "refuse";
  return [
    "internal",
    "not_ready",
    "event_too_new",
    ...when(isUnsafe, "storage_full"),
    "malformed",
    ...when(!beforeSetUp, "not_set_up"),
    ...when(access === "caller", "unauthenticated"),
    ...when(access === "caller", "forbidden"),
    ...when(!unlimited, "rate_limited"),
    ...when(access === "caller" && scope !== "people", "insufficient_scope"),
    ...when(isUnsafe, "cross_site"),
    ...when(paramNames(operation.path).length > 0 || namesWorkspace, "not_found"),
    ...when(body !== null, "payload_too_large", "unsupported_media_type", "invalid_input"),
    ...when(takesInput, operation.kind === "stream" ? "malformed" : "invalid_input"),
    ...when(idempotency === "key", "idempotency_in_flight", "idempotency_mismatch"),
    ...when(idempotency === "key" && secret, "secret_already_shown"),
  ];
}

function when(condition: boolean, ...codes: ErrorCode[]): ErrorCode[] {
  return condition ? codes : [];
}

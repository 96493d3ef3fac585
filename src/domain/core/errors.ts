import { limits } from "./limits";

/** The closed list of reasons for refusing a request. The doors map each one to a status (see `doors/http/errors.ts`). */
export const errorCodes = [
  "malformed",
  "invalid_input",
  "nested_reply",
  "idempotency_mismatch",
  "unauthenticated",
  "forbidden",
  "insufficient_scope",
  "cross_site",
  "not_found",
  "not_supported",
  "method_not_allowed",
  "conflict",
  "name_taken",
  "slug_taken",
  "handle_taken",
  "nonce_conflict",
  "archived",
  "already_set_up",
  "limit_reached",
  "idempotency_in_flight",
  "secret_already_shown",
  "cursor_gone",
  "invite_gone",
  "link_gone",
  "precondition_failed",
  "payload_too_large",
  "unsupported_media_type",
  "rate_limited",
  "not_configured",
  "upstream_failed",
  "not_set_up",
  "not_ready",
  "event_too_new",
  "storage_full",
  "internal",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/**
 * Whether a refusal says that the caller may not do or see something, regardless of any other objection. A refusal because
 * another member is gone says nothing about the caller.
 */
export function isMissingRight({ code, isAboutOthers }: DomainError): boolean {
  if (isAboutOthers) return false;
  return code === "not_found" || code === "forbidden" || code === "insufficient_scope";
}

export type ErrorDetail = { readonly path: string; readonly message: string };

export type ErrorExtras = {
  readonly details?: readonly ErrorDetail[];
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number;
  /** The error is about another member; the caller's own rights have already been checked. */
  readonly isAboutOthers?: boolean;
};

/**
 * The one error that crosses rooms: `message` is a sentence that is safe to show; details for operators go in `cause`. It holds
 * at most `errorDetailsMax` details and truncates each text, so that a caller's input cannot inflate a response.
 */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterSeconds: number | null;
  readonly isAboutOthers: boolean;

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(shortened(message), { cause: extras.cause });
    this.code = code;
    this.details = (extras.details ?? [])
      .slice(0, limits.errorDetailsMax)
      .map(({ path, message }) => ({ path: shortened(path), message: shortened(message) }));
    this.retryAfterSeconds = extras.retryAfterSeconds ?? null;
    this.isAboutOthers = extras.isAboutOthers ?? false;
  }
}

/** The one refusal for things that do not exist and for things whose existence the caller may not know. */
export function notFound(what: string, extras: ErrorExtras = {}): DomainError {
  return new DomainError("not_found", `${what} was not found.`, extras);
}

/** The disk of the database is full. Nothing was changed, and nothing can be until an operator makes room. */
export function storageFull(cause: unknown): DomainError {
  const message = "Parley cannot save anything: the disk of its database is full. An operator has to make room.";
  return new DomainError("storage_full", message, { cause, retryAfterSeconds: 30 });
}

/**
 * A newer build has written an event to this log that this build cannot read. Nothing is changed, and nothing can be until this
 * build is replaced.
 */
export function eventTooNew({ type, v }: { readonly type: string; readonly v: number }, reads: number): DomainError {
  const message = `This version of Parley reads ${type} up to version ${reads}, and the log holds version ${v}: update Parley.`;
  return new DomainError("event_too_new", message, { retryAfterSeconds: 30 });
}

export function forbidden(message: string): DomainError {
  return new DomainError("forbidden", message);
}

/** A well-formed request whose field breaks a rule; `path` names the field as the caller wrote it. */
export function invalid(path: string, message: string): DomainError {
  return new DomainError("invalid_input", message, { details: [{ path, message }] });
}

function shortened(text: string): string {
  if (text.length <= limits.errorTextLengthMax) return text;
  return `${text.slice(0, limits.errorTextLengthMax - 1).toWellFormed()}…`;
}

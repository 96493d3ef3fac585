import type { ErrorCode, ErrorDetail } from "../../domain/core/errors";

/** The answer to a command: its message, if it has one, and its place in the log, if it wrote anything. */
export type Sent = { readonly message_id: string | null; readonly cursor: number | null };

/** Temporary refusals: the same request may succeed later. */
const passing: ReadonlySet<ErrorCode> = new Set([
  "rate_limited",
  "not_ready",
  "event_too_new",
  "storage_full",
  "internal",
  "upstream_failed",
  "idempotency_in_flight",
]);

/** A refusal of the server, with a sentence for a person. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: ErrorCode;
  readonly details: readonly ErrorDetail[];
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ErrorCode,
    message: string,
    extras: { details?: readonly ErrorDetail[]; retryAfterSeconds?: number | null } = {},
  ) {
    super(message);
    this.code = code;
    this.details = extras.details ?? [];
    this.retryAfterSeconds = extras.retryAfterSeconds ?? null;
  }

  /** Refused for now, not for good: the same request may pass later. */
  get isPassing(): boolean {
    return passing.has(this.code);
  }
}

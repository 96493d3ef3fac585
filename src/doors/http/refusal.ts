import { DomainError, type ErrorCode, type ErrorExtras, storageFull } from "../../domain/core/errors";
import { isDiskFull, isOutOfReach } from "../../server/db/out-of-reach";
import { errorTable } from "./errors";

/** A refusal with extra headers in its HTTP answer, such as what would be accepted instead. */
export class HeadedRefusal extends DomainError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, { headers, ...extras }: ErrorExtras & Pick<HeadedRefusal, "headers">) {
    super(code, message, extras);
    this.headers = headers;
  }
}

/** The headers of a refusal's answer. */
export function headersOf(refusal: DomainError): Readonly<Record<string, string>> {
  return refusal instanceof HeadedRefusal ? refusal.headers : {};
}

/**
 * The refusal that answers an error of any origin. Anything but a `DomainError` hides its cause:
 * `not_ready` when the database is out of reach, `storage_full` when its disk is full, else `internal`.
 */
export function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (isOutOfReach(error))
    return new DomainError("not_ready", "Parley cannot reach its database. Try again in a moment.", {
      cause: error,
      retryAfterSeconds: 2,
    });
  if (isDiskFull(error)) return storageFull(error);
  return new DomainError("internal", "Something went wrong on our side. It has been noted under this request's id.", {
    cause: error,
  });
}

/** Whether a refusal is a fault of this server and belongs in the log with its cause. */
export function isFault({ code }: DomainError): boolean {
  return errorTable[code].http >= 500 && code !== "not_set_up" && code !== "not_configured";
}

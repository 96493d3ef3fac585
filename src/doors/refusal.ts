import { DomainError } from "../domain/errors";
import { errorTable } from "./errors";

/**
 * The refusal that an error of any origin is told as. What is not a `DomainError` says nothing of its cause:
 * `not_ready` when the database is out of reach, else `internal`.
 */
export function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (isOutOfReach(error))
    return new DomainError("not_ready", "Parley cannot reach its database. Try again in a moment.", {
      cause: error,
      retryAfterSeconds: 2,
    });
  return new DomainError("internal", "Something went wrong on our side. It has been noted under this request's id.", {
    cause: error,
  });
}

/** Whether a refusal is ours to mend, and belongs into the log with its cause. */
export function isFault({ code }: DomainError): boolean {
  return errorTable[code].http >= 500 && code !== "not_set_up" && code !== "not_configured";
}

/** Refused or broken connections, and the SQLSTATE classes for a server that goes away or has no room. */
function isOutOfReach(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  if (/^(08|57P|53)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|P1001|P1002|P1008|P1017)$/u.test(code)) return true;
  return /^Connection terminated|timeout exceeded when trying to connect|not queryable$/u.test(error.message);
}

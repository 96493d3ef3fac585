/** The code of an error of the system, such as `ENOENT`; the error in words when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** For a thing that may be there already. */
export function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== "EEXIST") throw error;
}

/** PostgreSQL's code for a full disk, which its message does not always name. */
const diskFull = "53100";

/** What went wrong, in the words of the error; a host with several addresses fails once for each. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  if (!(error instanceof Error)) return String(error);
  return codeOf(error) === diskFull ? `No space left on the database's disk: ${error.message}` : error.message;
}

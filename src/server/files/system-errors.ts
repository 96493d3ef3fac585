/** The code of an error of the system, such as `ENOENT`; the error in words when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** For a thing that may be there already. */
export function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== "EEXIST") throw error;
}

/** PostgreSQL's code for a full disk, which its message does not always name. */
export const databaseDiskFull = "53100";

/** The system's codes for a disk, or a user's share of it, that is full. */
const diskFull: readonly string[] = ["ENOSPC", "EDQUOT"];

/** What went wrong, in the words of the error; a host with several addresses fails once for each. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(", ");
  if (!(error instanceof Error)) return String(error);
  const code = codeOf(error);
  if (code === databaseDiskFull) return `no space is left on the database's disk (${error.message})`;
  return diskFull.includes(code) ? `no space is left on the disk${placeOf(error)}` : error.message;
}

function placeOf(error: Error): string {
  return "path" in error && typeof error.path === "string" ? ` of ${error.path}` : "";
}

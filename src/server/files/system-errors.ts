/** The code of a system error, such as `ENOENT`; the error's text when it has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** For something that may already exist. */
export function ignoreExisting(error: unknown): void {
  if (codeOf(error) !== "EEXIST") throw error;
}

/** PostgreSQL's code for a full disk, which its message does not always name. */
export const databaseDiskFull = "53100";

/** The system's codes for a full disk, or for a user's full share of it. */
const diskFull: readonly string[] = ["ENOSPC", "EDQUOT"];

/** The error's message. A host with several addresses fails once for each. */
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

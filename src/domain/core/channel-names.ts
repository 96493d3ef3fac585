/**
 * Returns the canonical form of a channel name, whether typed in a form, taken from an address or looked up: lower case,
 * composed, with words joined by `-`. Does not check whether the name is allowed; `channelNameSchema` does. Keeps every allowed
 * name as it is.
 */
export function channelNameOf(typed: string): string {
  return (
    typed
      .trim()
      .replace(/^#/u, "")
      .normalize("NFKC")
      .toLowerCase()
      // A few letters can be composed in lower case only.
      .normalize("NFKC")
      .replace(/[\s/\\]+/gu, "-")
  );
}

/** Whether a name contains a letter or a digit. Without one it is not a name, and `.` and `..` cannot appear in an address. */
export function namesSomething(name: string): boolean {
  return /[\p{L}\p{N}]/u.test(name);
}

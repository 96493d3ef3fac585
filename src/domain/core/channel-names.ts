/**
 * The one form of a channel's name, whether it is typed in a form, stands in an address or is asked for: lower case, composed, with words
 * joined by `-`. Says nothing of whether the name may be given; `channelNameSchema` does. Repeatable.
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

/** Whether a name holds a letter or a digit. Without one it is no name, and `.` and `..` can stand in no address. */
export function namesSomething(name: string): boolean {
  return /[\p{L}\p{N}]/u.test(name);
}

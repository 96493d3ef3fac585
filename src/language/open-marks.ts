import type { StateInline } from "markdown-it";

/** Nobody nests deeper. Checking all marks of a text for each name in it would take quadratic time. */
const lookedAt = 64;

/** Whether a mark such as `_` has been opened before this place, and may be closed here. */
export function isOpened({ delimiters }: StateInline, mark: string): boolean {
  return delimiters.slice(-lookedAt).some(({ marker, open }) => open && marker === mark.charCodeAt(0));
}

/**
 * Lines for a terminal. Names come as other people wrote them: nothing in one may end a line, move the cursor or turn the text around.
 */
export function printed(lines: readonly string[]): string {
  return lines.map(printable).join("\n");
}

/** One piece of a line, without what a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}

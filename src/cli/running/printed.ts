/**
 * Lines for a terminal. Names appear as other people wrote them, so nothing in one may end a line, move the cursor or change the
 * direction of the text.
 */
export function printed(lines: readonly string[]): string {
  return lines.map(printable).join("\n");
}

/** One piece of a line, without characters that a terminal would act on. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, "\uFFFD");
}

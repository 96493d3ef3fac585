/** A channel's name while it is typed: words joined by `-`. White space before the first word joins nothing. */
export function typedName(text: string): string {
  return text.trimStart().toLowerCase().replace(/\s+/gu, "-");
}

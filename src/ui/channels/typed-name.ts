/** A channel name while it is typed: lower case, words joined by `-`. Leading white space is dropped. */
export function typedName(text: string): string {
  return text.trimStart().toLowerCase().replace(/\s+/gu, "-");
}

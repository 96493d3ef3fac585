/** How many code points a text has, as PostgreSQL and JSON Schema count them: an emoji that is one of them counts once. */
export function lengthOf(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length - 1; at += 1) if ((text.codePointAt(at) ?? 0) > 0xffff) pairs += 1;
  return text.length - pairs;
}

/** Whether a text has more code points than that. Looks at no text that is certainly too long. */
export function isLonger(text: string, lengthMax: number): boolean {
  if (text.length <= lengthMax) return false;
  return text.length > lengthMax * 2 || lengthOf(text) > lengthMax;
}

/** A text, or as much of its beginning as has so many code points. */
export function beginningOf(text: string, lengthMax: number): string {
  if (!isLonger(text, lengthMax)) return text;
  let end = 0;
  for (let taken = 0; taken < lengthMax; taken += 1) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

/** Whether a text shows nothing at all: white space, control characters and those that have no shape of their own. */
export function looksEmpty(text: string): boolean {
  return !/[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}

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

/** Control characters, blanks without width, and orders that turn the direction of a text around. */
const hidden = String.raw`[\p{Cc}\u00AD\u115F\u1160\u180E\u200B\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]`;

/** Joiners where neither a script nor an emoji has a use for them. */
const strayJoiner = String.raw`(?:(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])|(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*))[\u200C\u200D]`;

const unseen = `${hidden}|${strayJoiner}`;

/** Whether a line holds characters that nobody sees, and that no name needs. The marks of a direction (U+200E, U+200F, U+061C) may be needed. */
export function hidesCharacters(line: string): boolean {
  return new RegExp(unseen, "u").test(line);
}

/** A line without such characters. */
export function withoutHidden(line: string): string {
  return line.replace(new RegExp(unseen, "gu"), "");
}

/** Whether a text shows nothing at all: white space, control characters and those that have no shape of their own. */
export function looksEmpty(text: string): boolean {
  return !/[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}

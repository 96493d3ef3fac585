/** The number of code points in a text, as PostgreSQL and JSON Schema count them. An emoji of one code point counts once. */
export function lengthOf(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length - 1; at += 1) if ((text.codePointAt(at) ?? 0) > 0xffff) pairs += 1;
  return text.length - pairs;
}

/** Whether a text has more code points than `lengthMax`. Does not scan a text that is certainly too long. */
export function isLonger(text: string, lengthMax: number): boolean {
  if (text.length <= lengthMax) return false;
  return text.length > lengthMax * 2 || lengthOf(text) > lengthMax;
}

/** Returns the text, or its first `lengthMax` code points. */
export function beginningOf(text: string, lengthMax: number): string {
  if (!isLonger(text, lengthMax)) return text;
  let end = 0;
  for (let taken = 0; taken < lengthMax; taken += 1) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

/**
 * Control characters, invisible blanks, and characters without a glyph, such as those that change the direction of a text. They
 * stand inside the brackets of a regular expression with the flag `u`.
 */
export const unseenCharacters = String.raw`\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFC`;

const rightToLeft = String.raw`[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]`;

/** The places where a script or an emoji needs such a character. */
const needed = [
  // Joiners, which Latin, Greek and Cyrillic letters do not use.
  String.raw`(?<=[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])(?<![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)[\u200C\u200D]`,
  // Variation selectors of emoji, Chinese characters and Mongolian letters.
  String.raw`(?<=\p{Emoji})[\uFE0E\uFE0F]`,
  String.raw`(?<=\p{Script=Han})[\uFE00-\uFE02\u{E0100}-\u{E01EF}]`,
  String.raw`(?<=\p{Script=Mongolian})[\u180B-\u180D\u180F]`,
  // Tags in the flags of regions.
  String.raw`(?<=\u{1F3F4}[\u{E0020}-\u{E007F}]*)[\u{E0020}-\u{E007F}]`,
  // Direction marks, in a line with right-to-left letters.
  String.raw`[\u200E\u200F\u061C](?:(?=.*${rightToLeft})|(?<=${rightToLeft}.*))`,
];

/** More marks on one letter than any script uses; they would overlap the lines around it. */
const piledUp = String.raw`(?<=\p{M}{8})\p{M}`;

const neededOrUnseen = new RegExp(`(${needed.join("|")})|[${unseenCharacters}]|${piledUp}`, "gu");

/** Whether a line contains invisible characters that no script needs, or piled-up marks. */
export function hidesCharacters(line: string): boolean {
  return withoutHidden(line) !== line;
}

/** Returns the line without such characters. */
export function withoutHidden(line: string): string {
  return line.replace(neededOrUnseen, (_, kept?: string) => kept ?? "");
}

const seen = new RegExp(`[^\\s${unseenCharacters}]`, "u");

/** Whether a text shows nothing: only white space, control characters and characters without a glyph. */
export function looksEmpty(text: string): boolean {
  return !seen.test(text);
}

/**
 * Whether a line cannot serve as a name: it shows nothing, only marks that belong on a letter, or only private-use and unassigned
 * characters, which appear as a box.
 */
export function isNoName(line: string): boolean {
  return looksEmpty(line.replace(/[\p{Co}\p{Cn}\p{M}]/gu, ""));
}

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

/** Control characters, blanks that are none to look at, and what has no shape of its own, such as orders that turn the direction of a text. */
const unseen = String.raw`[\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFB]`;

const rightToLeft = String.raw`[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]`;

/** Where a script or an emoji needs such a character. */
const needed = [
  // Joiners, which no Latin, Greek or Cyrillic letter has a use for.
  String.raw`(?<=[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])(?<![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)[\u200C\u200D]`,
  // The forms of emoji, of Chinese and of Mongolian letters.
  String.raw`(?<=\p{Emoji})[\uFE0E\uFE0F]`,
  String.raw`(?<=\p{Script=Han})[\uFE00-\uFE02\u{E0100}-\u{E01EF}]`,
  String.raw`(?<=\p{Script=Mongolian})[\u180B-\u180D\u180F]`,
  // Flags of regions.
  String.raw`(?<=\u{1F3F4}[\u{E0020}-\u{E007F}]*)[\u{E0020}-\u{E007F}]`,
  // Marks of a direction beside letters that have the other one.
  String.raw`[\u200E\u200F\u061C](?:(?=.*${rightToLeft})|(?<=${rightToLeft}.*))`,
];

/** More marks on one letter than any script sets, which would reach over the lines around it. */
const piledUp = String.raw`(?<=\p{M}{8})\p{M}`;

const neededOrUnseen = new RegExp(`(${needed.join("|")})|${unseen}|${piledUp}`, "gu");

/** Whether a line holds characters that nobody sees and no script needs, or marks upon marks. */
export function hidesCharacters(line: string): boolean {
  return withoutHidden(line) !== line;
}

/** A line without such characters. */
export function withoutHidden(line: string): string {
  return line.replace(neededOrUnseen, (_, kept?: string) => kept ?? "");
}

/** Whether a text shows nothing at all: white space, control characters and those that have no shape of their own. */
export function looksEmpty(text: string): boolean {
  return !/[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}

/** Whether a line has nothing to call somebody by: it shows nothing, or only characters that are drawn as a box where nobody knows them. */
export function isNoName(line: string): boolean {
  return looksEmpty(line.replace(/[\p{Co}\p{Cn}]/gu, ""));
}

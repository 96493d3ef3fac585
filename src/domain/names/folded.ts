/** Letters that are no other letter with a mark, in the spelling that a keyboard without them gives. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ı: "i",
  ŋ: "ng",
  ŧ: "t",
  ə: "e",
};
const plainLetter = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "gu");

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
const plainText = /^[\x00-\x7f]*$/u;

/** Without case and accents, so that “jorg” finds “Jörg” and “lukasz” finds “Łukasz”. The same in every language of the browser. */
export function folded(text: string): string {
  // Most names are such, and the rules for all others take twenty times as long.
  if (plainText.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter);
}

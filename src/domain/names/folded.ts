/** Letters that do not decompose into another letter with a mark, as spelled on a keyboard without them. */
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
  // At the end of a word, a sigma looks different.
  ς: "σ",
};
const plainLetter = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "gu");

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant.
const plainText = /^[\x00-\x7f]*$/u;

/**
 * Removes case and accents, so that “jorg” finds “Jörg” and “lukasz” finds “Łukasz”. Does not depend on the browser's language.
 */
export function folded(text: string): string {
  // Most names are plain ASCII, and the rules for all others take twenty times as long.
  if (plainText.test(text)) return text.toLowerCase();
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter);
}

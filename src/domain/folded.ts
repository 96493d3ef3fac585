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

/** Without case and accents, so that “jorg” finds “Jörg” and “lukasz” finds “Łukasz”. The same in every language of the browser. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter);
}

import { folded } from "./folded";
import { apostrophe, type Query } from "./ranking";

/** A stretch of a name, and whether a search text matches it. */
export type NamePart = { readonly text: string; readonly isMatch: boolean };

/**
 * The name in parts: which letters of it a search text matches, by the same rules as `fitOf`. For a name that was found by letters
 * that stand apart, these count, too. Together the parts are the name, and no letter is apart from its marks. A name that does not
 * match is one part.
 */
export function partsOf(name: string, query: Query, isByLetters = false): NamePart[] {
  const matched = new Set(query.text === "" ? [] : lettersMatched(spell(name), query, isByLetters));
  const parts: { text: string; isMatch: boolean }[] = [];
  clustersOf(name).forEach((cluster, at) => {
    const isMatch = matched.has(at);
    const last = parts.at(-1);
    if (last?.isMatch === isMatch) last.text += cluster;
    else parts.push({ text: cluster, isMatch });
  });
  return parts;
}

/** A folded name, with the cluster of the name that each of its code units comes from. */
type Spelling = { readonly text: string; readonly from: readonly number[]; readonly words: readonly Word[] };

/** A word without apostrophes, and where in the folded name its code units are. */
type Word = { readonly letters: string; readonly at: readonly number[] };

/** The clusters that match. */
function lettersMatched(spelling: Spelling, query: Query, isByLetters: boolean): number[] {
  const units = unitsMatched(spelling, query) ?? (isByLetters ? lettersInOrder(spelling.text, query.text) : null) ?? [];
  return units.flatMap((unit) => spelling.from[unit] ?? []);
}

function unitsMatched({ text, words }: Spelling, query: Query): number[] | null {
  const whole = text.indexOf(query.text);
  if (whole === 0) return range(0, query.text.length);
  return (
    eachWord(query.words, words, (word, wanted) => (word.letters.startsWith(wanted) ? 0 : -1)) ??
    joinedWords(query.words, words) ??
    (query.letters.length > 1 ? initialsOf(query.letters, words) : null) ??
    (whole > 0 ? range(whole, whole + query.text.length) : null) ??
    eachWord(query.words, words, (word, wanted) => word.letters.indexOf(wanted))
  );
}

/** Each wanted word in a word of its own. */
function eachWord(
  wanted: readonly string[],
  words: readonly Word[],
  find: (word: Word, wanted: string) => number,
): number[] | null {
  if (wanted.length === 0) return null;
  const left = [...words];
  const units: number[] = [];
  for (const one of wanted) {
    const index = left.findIndex((word) => find(word, one) >= 0);
    const [word] = index < 0 ? [] : left.splice(index, 1);
    if (!word) return null;
    const start = find(word, one);
    units.push(...word.at.slice(start, start + one.length));
  }
  return units;
}

/** “jeanluc” for Jean-Luc. */
function joinedWords(wanted: readonly string[], words: readonly Word[]): number[] | null {
  const [only] = wanted;
  if (wanted.length !== 1 || only === undefined) return null;
  const isBegun = words
    .map(({ letters }) => letters)
    .join("")
    .startsWith(only);
  return isBegun ? words.flatMap(({ at }) => at).slice(0, only.length) : null;
}

/** “gh” and “hg” for Grace Hopper. */
function initialsOf(letters: readonly string[], words: readonly Word[]): number[] | null {
  const left = words.map(({ letters: [...[initial]], at }) => ({ initial, at: at.slice(0, initial?.length) }));
  const units: number[] = [];
  for (const letter of letters) {
    const index = left.findIndex(({ initial }) => initial === letter);
    const [word] = index < 0 ? [] : left.splice(index, 1);
    if (!word) return null;
    units.push(...word.at);
  }
  return units;
}

/** Where letters stand in a folded text, in their order but not together: “rlsnts” for release-notes. Null if they do not. */
export function lettersInOrder(text: string, letters: string): number[] | null {
  const units: number[] = [];
  for (const letter of letters) {
    const at = text.indexOf(letter, (units.at(-1) ?? -1) + 1);
    if (at < 0) return null;
    units.push(...range(at, at + letter.length));
  }
  return units;
}

function spell(name: string): Spelling {
  let text = "";
  const from: number[] = [];
  clustersOf(name).forEach((cluster, at) => {
    const plain = folded(cluster);
    text += plain;
    for (let unit = 0; unit < plain.length; unit++) from.push(at);
  });
  const words = [...text.matchAll(/[\p{L}\p{N}'’ʼʻ`]+/gu)].map(({ 0: word, index }): Word => {
    const at = range(index, index + word.length).filter((unit) => (text[unit] ?? "").replace(apostrophe, "") !== "");
    return { letters: at.map((unit) => text[unit]).join(""), at };
  });
  return { text, from, words };
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What a reader sees as one letter. */
function clustersOf(name: string): string[] {
  return [...segmenter.segment(name)].map(({ segment }) => segment);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

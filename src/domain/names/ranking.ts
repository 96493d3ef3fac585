import { folded } from "./folded";

/** Something that can be searched for by name: a person, a channel, a command. A changed one is a new object. */
export type Searched = { readonly display_name: string; readonly handle?: string };

/** A search text, parsed. */
export type Query = {
  readonly text: string;
  /** Longest first. */
  readonly words: readonly string[];
  /** The letters of a single word, which may be initials. */
  readonly letters: readonly string[];
  /** The set of the letters and digits of its words (`charactersOf`). */
  readonly characters: number;
};

/** The quality of a match, best first. */
export const fits = {
  /** The whole name, or the whole handle. */
  exact: 0,
  /** The first words of the name, complete. */
  firstWords: 1,
  beginning: 2,
  /** Complete words, in any order. */
  words: 3,
  /** Prefixes of words, in any order, or of words typed as one. */
  beginnings: 4,
  initials: 5,
  initialsInAnyOrder: 6,
  /** Anywhere in the name or the handle. */
  inside: 7,
} as const;

export type Fit = (typeof fits)[keyof typeof fits];

type Text = {
  readonly name: string;
  readonly handle: string;
  /** The set of the letters and digits of both (`charactersOf`). */
  readonly characters: number;
  /** Filled in when a search first needs the single words. */
  words: Words | null;
};

type Words = {
  /** The name and the handle without the separators of their words. */
  readonly joined: readonly string[];
  readonly all: readonly string[];
  readonly initials: readonly string[];
};

/** Prepared once for each searchable thing. */
const known = new WeakMap<Searched, Text>();

/** Stands inside a word, and is often left out. */
export const apostrophe = /['’ʼʻ`]/gu;

const digit0 = 48;
const digit9 = 57;
/** Non-ASCII letters come after it. */
const letterA = 97;

/** Orders names in the reader's language. Created once: each `localeCompare` would look up its rules again. */
const names = new Intl.Collator();

/** What a search text looks for: a leading `@` or `#` is notation, not part of the name. */
export function withoutNotation(typed: string): string {
  return typed.trim().replace(/^[@#]/u, "").trim();
}

/** Parses a search text. */
export function readQuery(typed: string): Query {
  const text = withoutNotation(folded(typed));
  const words = wordsIn(text).sort((one, other) => other.length - one.length);
  const letters = words.length === 1 ? [...(words[0] ?? "")] : [];
  return { text, words, letters, characters: charactersOf(words.join("")) };
}

/**
 * How well something matches a query, ignoring case, accents and word order; null when it does not match. An empty query matches
 * everything.
 */
export function fitOf(thing: Searched, { text, words, letters, characters }: Query): Fit | null {
  if (text === "") return fits.exact;
  const looked = textOf(thing);
  // However it matches, the thing has every letter that was typed. This check excludes most things.
  if ((characters & ~looked.characters) !== 0) return null;
  const { name, handle } = looked;
  const isBegun = name.startsWith(text) || handle.startsWith(text);
  if (isBegun && (name === text || handle === text)) return fits.exact;
  if (isBegun) return beginsWithWords(name, text) || beginsWithWords(handle, text) ? fits.firstWords : fits.beginning;
  looked.words ??= takeApart(looked);
  const { joined, all, initials } = looked.words;
  const [word = ""] = words;
  if (words.length > 0 && matchEach(words, all, begins))
    return matchEach(words, all, isSame) ? fits.words : fits.beginnings;
  if (words.length === 1 && joined.some((one) => one.startsWith(word))) return fits.beginnings;
  const fit = letters.length < 2 ? null : fitOfInitials(initials, letters);
  if (fit !== null) return fit;
  if (name.includes(text) || handle.includes(text)) return fits.inside;
  const isInside = words.length > 0 && words.every((wanted) => all.some((one) => one.includes(wanted)));
  return isInside ? fits.inside : null;
}

/** The people who match the search text, best first, then by name. */
export function rankPeople<P extends Searched>(people: Iterable<P>, typed: string, limit: number): P[] {
  const query = readQuery(typed);
  const best: { readonly person: P; readonly fit: Fit }[] = [];
  for (const person of people) {
    const fit = fitOf(person, query);
    if (fit === null) continue;
    const follows = (other: (typeof best)[number]) =>
      other.fit - fit || names.compare(other.person.display_name, person.display_name);
    const last = best.at(-1);
    if (best.length >= limit && last !== undefined && follows(last) <= 0) continue;
    const place = best.findIndex((other) => follows(other) > 0);
    best.splice(place < 0 ? best.length : place, 0, { person, fit });
    best.length = Math.min(best.length, limit);
  }
  return best.map(({ person }) => person);
}

/** The sort key of a thing: its name without case and accents. */
export function sortingName(thing: Searched): string {
  return textOf(thing).name;
}

function textOf(thing: Searched): Text {
  const held = known.get(thing);
  if (held !== undefined) return held;
  const name = folded(thing.display_name).trim();
  const handle = folded(thing.handle ?? "");
  const text: Text = { name, handle, characters: charactersOf(name) | charactersOf(handle), words: null };
  known.set(thing, text);
  return text;
}

/**
 * The letters and digits of a folded text, as a set of 32 bits. Some share a bit, so a set may claim more than the text has. Word
 * separators have no bit.
 */
function charactersOf(text: string): number {
  let bits = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= letterA) bits |= 1 << (code & 31);
    else if (code >= digit0 && code <= digit9) bits |= 1 << (27 + (code % 5));
  }
  return bits;
}

function takeApart({ name, handle }: Text): Words {
  const ofName = wordsIn(name);
  const ofHandle = wordsIn(handle);
  return {
    joined: [ofName.join(""), ofHandle.join("")],
    all: [...ofName, ...ofHandle],
    initials: ofName.map((word) => String.fromCodePoint(word.codePointAt(0) ?? 0)),
  };
}

/** “O’Brien” is one word, “Jean-Luc” are two. */
function wordsIn(text: string): string[] {
  return text
    .replace(apostrophe, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

function beginsWithWords(name: string, text: string): boolean {
  return name.startsWith(text) && /^[^\p{L}\p{N}]/u.test(name.slice(text.length));
}

/**
 * Whether each wanted word matches a different word. `wanted` is sorted longest first. The longest may take the first match: a
 * word that matches it also matches all its prefixes.
 */
function matchEach(
  wanted: readonly string[],
  words: readonly string[],
  isFit: (word: string, wanted: string) => boolean,
): boolean {
  if (wanted.length === 1) return words.some((word) => isFit(word, wanted[0] ?? ""));
  const left = [...words];
  return wanted.every((one) => {
    const at = left.findIndex((word) => isFit(word, one));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** “gh” and “hg” for Grace Hopper, also with other words in between. */
function fitOfInitials(initials: readonly string[], letters: readonly string[]): Fit | null {
  if (letters.length > initials.length) return null;
  let at = -1;
  const isInOrder = letters.every((letter) => {
    at = initials.indexOf(letter, at + 1);
    return at >= 0;
  });
  if (isInOrder) return fits.initials;
  return matchEach(letters, initials, isSame) ? fits.initialsInAnyOrder : null;
}

function begins(word: string, wanted: string): boolean {
  return word.startsWith(wanted);
}

function isSame(word: string, wanted: string): boolean {
  return word === wanted;
}

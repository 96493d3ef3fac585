import { limits } from "../core/limits";
import { isLonger } from "../core/measure";
export type Emoji = { readonly emoji: string; readonly names: readonly string[] };

const skinTones: Record<string, string | undefined> = { 2: "🏻", 3: "🏼", 4: "🏽", 5: "🏾", 6: "🏿" };

/**
 * The known emoji. There are too many names for every page's first load: a server learns them at once, a page when it needs them.
 */
let all: readonly Emoji[] = [];
let byName: ReadonlyMap<string, string> = new Map();
let byEmoji: ReadonlyMap<string, Emoji> = new Map();
/** A cache: a few spellings are looked up again and again, for every reaction that is shown. */
const canonical = new Map<string, string>();
const canonicalMax = 2_000;

/** Makes emoji names known to all functions here. Each emoji is fully qualified. Idempotent. */
export function learnEmoji(entries: readonly Emoji[]): void {
  canonical.clear();
  all = entries;
  byName = new Map(entries.flatMap(({ emoji, names }) => names.map((name) => [name, emoji] as const)));
  byEmoji = new Map(entries.map((entry) => [entry.emoji, entry] as const));
}

/** Whether any names are known here yet. */
export function knowsEmojiNames(): boolean {
  return all.length > 0;
}

/** All emoji with a name, in the order of a picker. Empty until the names are known. */
export function allEmoji(): readonly Emoji[] {
  return all;
}

/**
 * The canonical form in which an emoji is stored, counted and compared: the fully qualified emoji of Unicode. Accepts a name with
 * or without colons, in any case, with Slack's skin tone, or the emoji itself with or without variation selectors. Other text,
 * and a name that is not known here, stays as it is. Idempotent.
 */
export function canonicalEmoji(text: string): string {
  if (isLonger(text, limits.emojiLengthMax)) return text;
  const known = canonical.get(text);
  if (known !== undefined) return known;
  if (canonical.size >= canonicalMax) canonical.clear();
  const found = emojiOf(text) ?? (isEmojiGrapheme(text) ? fullyQualified(text) : text);
  canonical.set(text, found);
  return found;
}

/** The emoji of a name, with or without its colons and with Slack's `::skin-tone-3` suffix; null for an unknown name. */
export function emojiOf(shortcode: string): string | null {
  const [name = "", tones] = shortcode.replace(/^:|:$/g, "").toLowerCase().split("::skin-tone-");
  const emoji = byName.get(name);
  if (emoji === undefined) return null;
  return tones === undefined ? emoji : toned(emoji, tones.split("-"));
}

/** The first name of an emoji, without colons. Skin tones are ignored. */
export function shortcodeOf(emoji: string): string | null {
  const plain = emoji.replace(/(?!^)\p{Emoji_Modifier}/gu, "");
  return byEmoji.get(fullyQualified(plain))?.names[0] ?? null;
}

const spoken: Readonly<Record<string, string>> = { "+1": "thumbs up", "-1": "thumbs down" };

/** The first name of an emoji in words, such as `white check mark`; the emoji itself if it has none. */
export function spokenEmoji(emoji: string): string {
  const name = shortcodeOf(emoji);
  return name === null ? emoji : (spoken[name] ?? name.replaceAll("_", " "));
}

/** True for a known name (with or without colons) and for exactly one emoji grapheme. */
export function isKnownEmoji(value: string): boolean {
  return emojiOf(value) !== null || isEmojiGrapheme(value);
}

/**
 * True when the text is exactly one emoji as a reader sees it, including flags, keycaps, skin tones and joined emoji. A character
 * drawn over or hidden in an emoji, such as an accent, makes it false: two reactions must not look the same.
 */
export function isEmojiGrapheme(text: string): boolean {
  return !isLonger(text, limits.emojiLengthMax) && oneEmoji.test(text.replace(undrawn, ""));
}

/** Emoji with the query in their name, those that begin with it first. */
export function searchEmoji(query: string, limit = 20): Emoji[] {
  const wanted = query.toLowerCase().replaceAll(" ", "_");
  const ranked = all.flatMap((entry) => {
    const rank = Math.min(...entry.names.map((name) => rankOf(name, wanted)));
    return rank < 4 ? [{ entry, rank }] : [];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ entry }) => entry);
}

function rankOf(name: string, wanted: string): number {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  if (name.includes(`_${wanted}`) || name.includes(`-${wanted}`)) return 2;
  return name.includes(wanted) ? 3 : 4;
}

/** Unicode's emoji sequences (UTS 51), without variation selectors. */
const oneEmoji =
  /^(?:\p{Regional_Indicator}{2}|[0-9#*]\u20E3|\p{Emoji_Modifier}|\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|[\u{E0020}-\u{E007E}]+\u{E007F})?(?:\u200D\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|[\u{E0020}-\u{E007E}]+\u{E007F})?)*)$/u;

/**
 * Unicode's rule, which needs no table: a character drawn as text by default takes U+FE0F, unless a skin tone follows; nothing
 * else does.
 */
function fullyQualified(emoji: string): string {
  return emoji
    .replace(undrawn, "")
    .replace(/\p{Emoji}(?!\p{Emoji_Modifier})/gu, (drawn) => (isDrawn.test(drawn) ? drawn : `${drawn}\uFE0F`));
}

/** Variation selectors, and a joiner that joins nothing. */
const undrawn = /[\uFE0E\uFE0F]|\u200D+$/gu;
const isDrawn = /\p{Emoji_Presentation}/u;

/** Families and similar groups, which Unicode defines only in yellow. */
const isUntoned = /\u200D[👦👧🧒]|👪|👯|🤼/u;

/** Two people in one code point, as the sequence in which each has a skin tone. */
const couples: Record<string, string | undefined> = {
  "👫": "👩\u200D🤝\u200D👨",
  "👬": "👨\u200D🤝\u200D👨",
  "👭": "👩\u200D🤝\u200D👩",
  "💏": "🧑\u200D❤\u200D💋\u200D🧑",
  "💑": "🧑\u200D❤\u200D🧑",
  "🤝": "🫱\u200D🫲",
};

/** Gives skin tones to the people of an emoji: one to all, or one to each of two. An emoji that takes none stays as it is. */
function toned(emoji: string, [first = "", second]: readonly string[]): string {
  const [one, other] = [skinTones[first], skinTones[second ?? first]];
  if (one === undefined || other === undefined || isUntoned.test(emoji)) return emoji;
  const people = one === other ? emoji : (couples[emoji] ?? emoji);
  let count = 0;
  // The hands between two people show no skin.
  const withTones = people.replace(/\p{Emoji_Modifier_Base}\uFE0F?/gu, (person) => {
    if (person === "🤝" && people !== person) return person;
    count += 1;
    return person.replace("\uFE0F", "") + (count === 1 ? one : other);
  });
  return fullyQualified(withTones);
}

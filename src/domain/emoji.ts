import { emojiTable } from "./emoji-table";

export type Emoji = { emoji: string; names: readonly string[] };

const all: Emoji[] = Object.values(emojiTable).flatMap(parseGroup);
const byName = new Map(all.flatMap((entry) => entry.names.map((name) => [name, entry] as const)));
const byEmoji = new Map(all.map((entry) => [bare(entry.emoji), entry] as const));

const skinTones: Record<string, string> = { 2: "🏻", 3: "🏼", 4: "🏽", 5: "🏾", 6: "🏿" };
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** All emoji with a shortcode, in the order of a picker. */
export function allEmoji(): readonly Emoji[] {
  return all;
}

/**
 * The emoji of a shortcode, with or without its colons and with Slack's `::skin-tone-3` suffix; null when there is none.
 */
export function emojiOf(shortcode: string): string | null {
  const [name = "", tone] = shortcode.replace(/^:|:$/g, "").split("::skin-tone-");
  const emoji = byName.get(name.toLowerCase())?.emoji;
  if (emoji === undefined) return null;
  const modifier = tone === undefined ? undefined : skinTones[tone];
  return modifier && /^\p{Emoji_Modifier_Base}\uFE0F?$/u.test(emoji) ? emoji.replace("\uFE0F", "") + modifier : emoji;
}

/** The first shortcode of an emoji, without colons; skin tones count as the plain emoji. */
export function shortcodeOf(emoji: string): string | null {
  return byEmoji.get(bare(emoji))?.names[0] ?? null;
}

/** True for a shortcode of the table (with or without colons) and for exactly one emoji grapheme. */
export function isKnownEmoji(value: string): boolean {
  return emojiOf(value) !== null || isEmojiGrapheme(value);
}

/** True when the text is exactly one emoji as a reader sees it: also flags, keycaps, skin tones and joined ones. */
export function isEmojiGrapheme(text: string): boolean {
  if (text.length === 0 || text.length > 64) return false;
  if ([...graphemes.segment(text)].length !== 1) return false;
  if (/^[0-9#*]\uFE0F?\u20E3$/u.test(text) || /^\p{Regional_Indicator}{2}$/u.test(text)) return true;
  return /^\p{Extended_Pictographic}/u.test(text);
}

/** Emoji whose shortcode has the query in it, those that begin with it first. */
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

function parseGroup(group: string): Emoji[] {
  const words = group.trim().split(/\s+/);
  return words.flatMap((word, index) => {
    const emoji = words[index + 1];
    return index % 2 === 0 && emoji !== undefined ? [{ emoji, names: word.split("|") }] : [];
  });
}

function bare(emoji: string): string {
  return emoji.replace(/[\uFE0F\u{1F3FB}-\u{1F3FF}]/gu, "");
}

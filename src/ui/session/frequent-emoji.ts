import { keepHabit, recallTexts } from "./habits";

/** Shown until a person has their own. */
const usual = ["👍", "✅", "👀", "🎉", "❤️", "😂", "🙏", "🚀"];
/** Habits change: what was used longer ago than this many times no longer counts. */
const usesMax = 60;

/** Notes on this device that the person reacted with an emoji. */
export function noteEmojiUse(emoji: string): void {
  keepHabit("emoji", [emoji, ...uses()].slice(0, usesMax));
}

/** The emoji the person uses most on this device, the latest first among equals, then the usual ones. */
export function frequentEmoji(count: number): string[] {
  const counts = new Map<string, number>();
  for (const emoji of uses()) counts.set(emoji, (counts.get(emoji) ?? 0) + 1);
  const own = [...counts].sort(([, one], [, other]) => other - one).map(([emoji]) => emoji);
  return [...new Set([...own, ...usual])].slice(0, count);
}

function uses(): readonly string[] {
  return recallTexts("emoji").slice(0, usesMax);
}

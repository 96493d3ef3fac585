import { isEmojiGrapheme } from "../../domain/reactions/emoji";
import type { MessageNode } from "../../language";

const largeEmojiMax = 12;
const charsMax = 400;
/** A cheap test that avoids splitting the text into graphemes. */
const words = /\p{L}{2}/u;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Whether a message is a few emoji and nothing else, to be shown large. */
export function isOnlyEmoji(nodes: readonly MessageNode[]): boolean {
  const [paragraph, ...others] = nodes;
  if (paragraph?.type !== "paragraph" || others.length > 0) return false;
  if (paragraph.children.reduce((sum, { content }) => sum + content.length, 0) > charsMax) return false;
  const counts = paragraph.children.map(countOf);
  const count = counts.reduce((sum, one) => sum + one, 0);
  return count > 0 && count <= largeEmojiMax;
}

/** The number of emoji in a node; infinite if it contains anything else. */
function countOf({ type, content }: MessageNode): number {
  if (type === "emoji") return 1;
  if (type === "softbreak") return 0;
  if (type !== "text" || words.test(content)) return Number.POSITIVE_INFINITY;
  const shown = [...graphemes.segment(content)].filter(({ segment }) => segment.trim() !== "");
  return shown.every(({ segment }) => isEmojiGrapheme(segment)) ? shown.length : Number.POSITIVE_INFINITY;
}

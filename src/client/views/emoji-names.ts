import { knowsEmojiNames } from "../../domain/reactions/emoji";

/**
 * Learns the names of emoji when a message has a reaction that is stored by a name, as earlier versions did, and has those messages
 * drawn anew. A failed attempt is made again when the next one asks.
 */
export function createEmojiNames(onLearnt: (messageId: string) => void): (messageId: string) => void {
  const waiting = new Set<string>();
  let isLearning = false;

  async function learn(): Promise<void> {
    isLearning = true;
    await import("../../domain/reactions/emoji-names").catch(() => undefined);
    isLearning = false;
    if (!knowsEmojiNames()) return;
    for (const messageId of waiting) onLearnt(messageId);
    waiting.clear();
  }

  return (messageId) => {
    waiting.add(messageId);
    if (!isLearning) void learn();
  };
}

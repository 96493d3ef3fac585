import { knowsEmojiNames } from "../../domain/reactions/emoji";

/**
 * Loads the names of emoji when a message has a reaction that is stored by name, as in earlier versions, and invalidates those
 * messages. A failed load is retried with the next request.
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

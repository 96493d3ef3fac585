"use client";

import { late, useLate } from "../kit/late";

const names = late(() => import("../../domain/reactions/emoji-names").then(() => true));

/**
 * Whether the names of emoji are known here. They come after the page, and at once when something that is drawn `isWanted` to have them:
 * until then a name shows as it was written.
 */
export function useEmojiNames(isWanted = true): boolean {
  return useLate(names, isWanted).Part !== null;
}

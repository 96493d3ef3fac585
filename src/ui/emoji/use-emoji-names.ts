"use client";

import { late, useLate } from "../kit/late";

const names = late(() => import("../../domain/reactions/emoji-names").then(() => true));

/**
 * Whether the emoji names are loaded. They load after the page, or at once when something on screen `isWanted` to have them.
 * Until then a name shows as it was written.
 */
export function useEmojiNames(isWanted = true): boolean {
  return useLate(names, isWanted).Part !== null;
}

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

/** Loads the emoji names at once if a text on screen has one. */
export function useEmojiNamesIn(text: string): void {
  useEmojiNames(emojiName.test(text));
}

const emojiName = /:[a-z0-9_+-]+:/i;

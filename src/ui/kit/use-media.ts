"use client";

import { useCallback, useSyncExternalStore } from "react";

/** Whether the window matches a media query; false while prerendered. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (onChange: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", onChange);
      return () => media.removeEventListener("change", onChange);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  );
}

/** Room for the conversation list beside a conversation: Tailwind's `md`. */
export const roomForList = "(min-width: 48rem)";

/** Room for the right pane beside a conversation: Tailwind's `lg`. */
export const roomForPane = "(min-width: 64rem)";

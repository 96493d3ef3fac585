"use client";

import { useCallback, useSyncExternalStore } from "react";

/** Whether the window is as a media query says; false while the page is rendered ahead of time. */
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

/** Room for a conversation and a thread beside each other: Tailwind's `lg`. */
export const widePx = "(min-width: 64rem)";

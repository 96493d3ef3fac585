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

/** Room for the list of conversations beside one of them: Tailwind's `md`. */
export const roomForList = "(min-width: 48rem)";

/** Room for a thread beside its conversation: Tailwind's `lg`. */
export const roomForThread = "(min-width: 64rem)";

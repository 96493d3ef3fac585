"use client";

import { useSyncExternalStore } from "react";

/** Whether the page can be used: what was rendered ahead of time is seen before anything in it listens. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}

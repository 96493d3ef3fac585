"use client";

import { useSyncExternalStore } from "react";

/** Whether the page is interactive: prerendered content is visible before it responds. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}

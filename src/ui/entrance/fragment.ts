"use client";

import { useSyncExternalStore } from "react";

/** A value behind `#` in the address, such as `secret` in `#secret=…`; null while the page is rendered ahead of time. */
export function useFragment(name: string): string | null {
  return useSyncExternalStore(
    subscribe,
    () => new URLSearchParams(location.hash.slice(1)).get(name) ?? "",
    () => null,
  );
}

/** A value behind `?` in the address; null when it is not there. */
export function useParameter(name: string): string | null {
  return useSyncExternalStore(
    subscribe,
    () => new URLSearchParams(location.search).get(name),
    () => null,
  );
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
}

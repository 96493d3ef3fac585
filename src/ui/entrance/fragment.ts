"use client";

import { useSyncExternalStore } from "react";

/**
 * A value after `#` in the address, such as `secret` in `#secret=…`; null while prerendered. The fragment is a secret, so it
 * leaves the address bar at once: no history, screenshot or copied address contains it. The page keeps it across a reload.
 */
export function useFragment(name: string): string | null {
  return useSyncExternalStore(
    subscribeToFragment,
    () => new URLSearchParams(currentFragment()).get(name) ?? "",
    () => null,
  );
}

/** A value after `?` in the address; null if absent. */
export function useParameter(name: string): string | null {
  return useSyncExternalStore(
    subscribe,
    () => new URLSearchParams(location.search).get(name),
    () => null,
  );
}

/** The key of the fragment in the page's history state. */
const kept = "parleyFragment";

function currentFragment(): string {
  if (location.hash !== "") return location.hash.slice(1);
  const state: unknown = history.state;
  const value: unknown = typeof state === "object" && state !== null ? Reflect.get(state, kept) : undefined;
  return typeof value === "string" ? value : "";
}

function subscribeToFragment(onChange: () => void): () => void {
  function hear() {
    hideFragment();
    onChange();
  }
  hideFragment();
  // The user may open another link at the address of the same page.
  window.addEventListener("hashchange", hear);
  window.addEventListener("popstate", onChange);
  return () => {
    window.removeEventListener("hashchange", hear);
    window.removeEventListener("popstate", onChange);
  };
}

function hideFragment(): void {
  if (location.hash === "") return;
  history.replaceState({ ...history.state, [kept]: currentFragment() }, "", location.pathname + location.search);
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("hashchange", onChange);
  return () => window.removeEventListener("hashchange", onChange);
}

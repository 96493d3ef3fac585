"use client";

import { useSyncExternalStore } from "react";

/**
 * A value behind `#` in the address, such as `secret` in `#secret=…`; null while the page is rendered ahead of time. What stands there is
 * a secret: it leaves the address bar at once, so that no history, screenshot or copied address has it. The page keeps it over a reload.
 */
export function useFragment(name: string): string | null {
  return useSyncExternalStore(
    subscribeToFragment,
    () => new URLSearchParams(currentFragment()).get(name) ?? "",
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

/** Where the history entry of the page keeps its fragment. */
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
  // Another link may be put into the address of the same page.
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

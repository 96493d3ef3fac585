"use client";

import { useMemo, useSyncExternalStore } from "react";
import { type Place, parsePlace, pathOf } from "./place";

const moved = "parley:moved";

/** Where the address bar says that we are; null while the page is rendered ahead of time, and outside of workspaces. */
export function usePlace(): Place | null {
  const address = useSyncExternalStore(subscribe, currentAddress, () => "");
  return useMemo(() => parsePlace(address), [address]);
}

/** Goes somewhere without leaving the page. Going to where one is adds nothing to the history. */
export function go(to: Place | string, { replace = false }: { replace?: boolean } = {}): void {
  const address = typeof to === "string" ? to : pathOf(to);
  if (address === currentAddress()) return;
  if (replace) window.history.replaceState(null, "", address);
  else window.history.pushState(null, "", address);
  window.dispatchEvent(new Event(moved));
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("popstate", onChange);
  window.addEventListener(moved, onChange);
  return () => {
    window.removeEventListener("popstate", onChange);
    window.removeEventListener(moved, onChange);
  };
}

function currentAddress(): string {
  return window.location.pathname + window.location.search;
}

"use client";

import { useSyncExternalStore } from "react";
import { currentDensity, type Density } from "./theme";

/** The density chosen on this device; comfortable while prerendered. */
export function useDensity(): Density {
  return useSyncExternalStore(watch, currentDensity, () => "comfortable");
}

function watch(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-density"] });
  return () => observer.disconnect();
}

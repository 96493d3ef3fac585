"use client";

import { useSyncExternalStore } from "react";

let windows: readonly HTMLElement[] = [];
const watchers = new Set<() => void>();

/** Puts a window over everything else; call the answer when it closes. */
export function enterTopLayer(element: HTMLElement): () => void {
  show([...windows, element]);
  return () => show(windows.filter((one) => one !== element));
}

/** The window that is over everything else. What floats must be inside it to be seen and used; undefined while there is none. */
export function useTopLayer(): HTMLElement | undefined {
  return useSyncExternalStore(watch, top, () => undefined);
}

function top(): HTMLElement | undefined {
  return windows.at(-1);
}

function show(next: readonly HTMLElement[]): void {
  windows = next;
  for (const onChange of watchers) onChange();
}

function watch(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

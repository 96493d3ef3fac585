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
  return useSyncExternalStore(watchTopLayer, top, () => undefined);
}

/** Whether a window is over an element, which is outside of it. */
export function isUnderWindow(element: HTMLElement | null): boolean {
  const window = top();
  return window !== undefined && !window.contains(element);
}

function top(): HTMLElement | undefined {
  return windows.at(-1);
}

function show(next: readonly HTMLElement[]): void {
  windows = next;
  for (const onChange of watchers) onChange();
}

/** Calls back when a window has opened or closed; call the answer to stop. */
export function watchTopLayer(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

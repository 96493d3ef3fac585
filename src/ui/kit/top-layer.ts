"use client";

import { useSyncExternalStore } from "react";

let windows: readonly HTMLElement[] = [];
const watchers = new Set<() => void>();

/** Puts a window above everything else. Call the result when it closes. */
export function enterTopLayer(element: HTMLElement): () => void {
  show([...windows, element]);
  return () => show(windows.filter((one) => one !== element));
}

/** The topmost window; undefined if none is open. Floating elements must be inside it to be visible and usable. */
export function useTopLayer(): HTMLElement | undefined {
  return useSyncExternalStore(watchTopLayer, topWindow, () => undefined);
}

/** Whether a window is open and the element is outside it. */
export function isUnderWindow(element: HTMLElement | null): boolean {
  const window = topWindow();
  return window !== undefined && !window.contains(element);
}

/** The topmost window; undefined if none is open. */
export function topWindow(): HTMLElement | undefined {
  return windows.at(-1);
}

function show(next: readonly HTMLElement[]): void {
  windows = next;
  for (const onChange of watchers) onChange();
}

/** Calls back when a window opens or closes. Call the result to stop. */
export function watchTopLayer(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

"use client";

import { useCallback, useSyncExternalStore } from "react";

const watchers = new Set<() => void>();
const keyOf = (name: string) => `parley.width.${name}`;

/** Widths of this page that local storage did not take. */
const unkept = new Map<string, string>();

/** A width in CSS pixels that this device remembers by name, and its setter. Null goes back to the usual width. */
export function useKeptWidth(name: string, usualPx: number): readonly [number, (widthPx: number | null) => void] {
  const text = useSyncExternalStore(
    watch,
    () => read(name),
    () => null,
  );
  const set = useCallback(
    (widthPx: number | null) => {
      keep(name, widthPx === null ? null : String(Math.round(widthPx)));
      for (const onChange of watchers) onChange();
    },
    [name],
  );
  const kept = Number(text ?? Number.NaN);
  return [Number.isFinite(kept) ? kept : usualPx, set];
}

function read(name: string): string | null {
  try {
    return unkept.get(name) ?? localStorage.getItem(keyOf(name));
  } catch {
    return null;
  }
}

function keep(name: string, text: string | null): void {
  unkept.delete(name);
  try {
    if (text === null) localStorage.removeItem(keyOf(name));
    else localStorage.setItem(keyOf(name), text);
  } catch {
    if (text !== null) unkept.set(name, text);
  }
}

function watch(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

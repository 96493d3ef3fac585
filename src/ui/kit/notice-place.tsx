"use client";

import { useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { isShown, usedPane } from "./focus";
import { useTopLayer } from "./top-layer";

let places: readonly HTMLElement[] = [];
const watchers = new Set<() => void>();

/**
 * A place for notices. It takes up space, so that notices cover nothing. Several exist: see `useNoticePlace`.
 */
export function NoticePlace({ className }: { className?: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    places = [...places, element];
    tell();
    // A place hidden at this screen width has no width.
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    return () => {
      observer.disconnect();
      places = places.filter((one) => one !== element);
      tell();
    };
  }, []);
  return <div ref={box} className={className} />;
}

/**
 * The current place for notices: in the open window, else in the pane in use, else in another pane, else anywhere on the screen.
 * Undefined on a screen that has none.
 */
export function useNoticePlace(): HTMLElement | undefined {
  const top = useTopLayer();
  const current = () => best(places.filter((one) => isShown(one) && (top === undefined || top.contains(one))));
  return useSyncExternalStore(watch, current, () => undefined);
}

function best(shown: readonly HTMLElement[]): HTMLElement | undefined {
  const inPanes = shown.filter((one) => one.closest("[data-pane]"));
  return inPanes.find((one) => usedPane()?.contains(one)) ?? inPanes[0] ?? shown.at(-1);
}

function tell(): void {
  for (const onChange of watchers) onChange();
}

function watch(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

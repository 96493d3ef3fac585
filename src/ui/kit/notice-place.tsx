"use client";

import { useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { useTopLayer } from "./top-layer";

type NoticeBox = { readonly element: HTMLElement; readonly isShown: boolean };

let places: readonly NoticeBox[] = [];
const watchers = new Set<() => void>();

/**
 * Where notices stand when there are any: it takes room of its own, so that they cover nothing. There are several, of which notices take
 * the latest that is on the screen, or that is in the window over everything else.
 */
export function NoticePlace({ className }: { className?: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    places = [...places, placeOf(element)];
    tell();
    // What comes and goes with the width of the screen has no width meanwhile.
    const observer = new ResizeObserver(() => {
      places = places.map((one) => (one.element === element ? placeOf(element) : one));
      tell();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      places = places.filter((one) => one.element !== element);
      tell();
    };
  }, []);
  return <div ref={box} className={className} />;
}

/** Where notices stand now; undefined on a screen that has no place for them. */
export function useNoticePlace(): HTMLElement | undefined {
  const top = useTopLayer();
  const all = useSyncExternalStore(watch, current, current);
  return all.findLast(({ element, isShown }) => isShown && (top === undefined || top.contains(element)))?.element;
}

function placeOf(element: HTMLElement): NoticeBox {
  return { element, isShown: element.offsetWidth > 0 };
}

function current(): readonly NoticeBox[] {
  return places;
}

function tell(): void {
  for (const onChange of watchers) onChange();
}

function watch(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

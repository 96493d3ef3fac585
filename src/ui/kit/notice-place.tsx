"use client";

import { useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { useTopLayer } from "./top-layer";

type NoticeBox = { readonly element: HTMLElement; readonly isShown: boolean };

let places: readonly NoticeBox[] = [];
const watchers = new Set<() => void>();

/**
 * A place for notices. It takes up space, so that notices cover nothing. Several exist: notices use the last one on the screen
 * or, while a window is open, in that window.
 */
export function NoticePlace({ className }: { className?: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    places = [...places, placeOf(element)];
    tell();
    // A place hidden at this screen width has no width.
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

/** The current place for notices; undefined on a screen that has none. */
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

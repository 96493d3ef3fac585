"use client";

import type { Virtualizer } from "@tanstack/react-virtual";
import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { awaitFocus, isPressed } from "../kit/focus";
import { isTouch } from "../kit/pointer";
import { isSwitchedOff } from "../kit/single-keys";

type RovingOptions<Row extends { key: string }> = {
  rows: readonly Row[];
  labelOf: (row: Row) => string | null;
  virtualizer: Virtualizer<HTMLDivElement, HTMLElement>;
  scroller: RefObject<HTMLDivElement | null>;
  onRowKey?: ((event: KeyboardEvent<HTMLElement>, row: Row) => void) | undefined;
};

/** One tab stop for the whole list. Arrows, J, K, Home and End move it; Tab goes into the row; Esc comes back out. */
export function useRoving<Row extends { key: string }>({
  rows,
  labelOf,
  virtualizer,
  scroller,
  onRowKey,
}: RovingOptions<Row>) {
  const [stopKey, setStopKey] = useState<string | null>(null);
  const [focusedKey, setFocusedKey] = useState<string | null>(null);
  const wanted = useRef<{ readonly key: string; readonly mayCome: () => boolean } | null>(null);
  const isPointing = useRef(false);

  const isStop = (index: number) => {
    const row = rows[index];
    return row !== undefined && labelOf(row) !== null;
  };
  const found = stopKey === null ? -1 : rows.findIndex((row) => row.key === stopKey);
  const stopIndex = found >= 0 ? found : lastStop();

  function lastStop(): number {
    let index = rows.length - 1;
    while (index >= 0 && !isStop(index)) index -= 1;
    return index;
  }

  function next(from: number, step: 1 | -1): number {
    let index = from + step;
    while (index >= 0 && index < rows.length && !isStop(index)) index += step;
    return isStop(index) ? index : from;
  }

  function focusIndex(index: number) {
    const row = rows[index];
    if (!row) return;
    setStopKey(row.key);
    wanted.current = { key: row.key, mayCome: awaitFocus() };
    if (!focusWanted()) virtualizer.scrollToIndex(index, { align: "start" });
  }

  /** Focuses the wanted row if it is on the page, unless the person has gone elsewhere by then. */
  function focusWanted(): boolean {
    if (!wanted.current?.mayCome()) wanted.current = null;
    const element = elementOf(scroller.current, wanted.current?.key ?? null);
    if (!element) return false;
    wanted.current = null;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
    return true;
  }

  useLayoutEffect(() => {
    if (wanted.current === null) return;
    // The list may have had to scroll there first.
    focusWanted();
  });

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const element = event.target instanceof HTMLElement ? event.target : null;
    const row = rows[stopIndex];
    if (!element || !row) return;
    if (!element.matches("[data-row-key]")) {
      if (event.key !== "Escape" || element.matches("input, textarea")) return;
      event.stopPropagation();
      focusIndex(stopIndex);
      return;
    }
    if (isSwitchedOff(event)) return;
    const target = targetOf(event, stopIndex, { next, lastStop });
    if (target === null) return onRowKey?.(event, row);
    event.preventDefault();
    focusIndex(target);
  }

  function onFocus(event: FocusEvent<HTMLElement>) {
    const key = event.target.closest<HTMLElement>("[data-row-key]")?.dataset.rowKey ?? null;
    if (key !== null) setStopKey(key);
    // A press points at text and focuses nothing: message shortcuts are for people who see the focus on a message.
    // A key may have come before the press counts as over.
    if (isPointing.current && event.target.matches("[data-row-key]") && isPressed(event.target)) event.target.blur();
    else if (!isTouch() || event.target.matches(":focus-visible")) setFocusedKey(key);
  }

  function onMouseDown() {
    // The focus arrives with the press, before anything else can happen.
    isPointing.current = true;
    setTimeout(() => {
      isPointing.current = false;
    });
  }

  function onBlur(event: FocusEvent<HTMLElement>) {
    const to = event.relatedTarget;
    if (!(to instanceof Node && event.currentTarget.contains(to))) setFocusedKey(null);
  }

  return { stopIndex, focusedKey, focusIndex, handlers: { onKeyDown, onFocus, onBlur, onMouseDown } };
}

type Moves = { next: (from: number, step: 1 | -1) => number; lastStop: () => number };

function targetOf(event: KeyboardEvent, from: number, { next, lastStop }: Moves): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  switch (event.key) {
    case "ArrowDown":
    case "j":
      return next(from, 1);
    case "ArrowUp":
    case "k":
      return next(from, -1);
    case "Home":
      return next(-1, 1);
    case "End":
      return lastStop();
    default:
      return null;
  }
}

function elementOf(scroller: HTMLElement | null, key: string | null): HTMLElement | null {
  if (!scroller || key === null) return null;
  return scroller.querySelector<HTMLElement>(`[data-row-key="${CSS.escape(key)}"]`);
}

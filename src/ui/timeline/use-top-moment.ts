"use client";

import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ListVirtualizer } from "./use-at-end";

type TopMomentOptions<Row> = {
  rows: readonly Row[];
  virtualizer: ListVirtualizer;
  momentOf: (row: Row) => string | null;
};

/** The distance from the top at which a row is about to leave the view. */
const topPx = 24;

/** How long the reader counts as scrolling after the last movement. */
const scrollingMs = 1200;
/** A movement this soon after a wheel, a finger or a key is the reader's. */
const activeMs = 300;

/**
 * The time of the row at the top of the view (any moment of its day, or null if that row has no time), and whether the reader is
 * scrolling: a list that follows what comes in is not.
 */
export function useTopMoment<Row>({ rows, virtualizer, momentOf }: TopMomentOptions<Row>) {
  const [moment, setMoment] = useState<string | null>(null);
  const [isScrolling, setIsScrolling] = useState(false);
  /** When the reader last gave input, or the list moved because of it: momentum goes on after the finger. */
  const activeAt = useRef(Number.NEGATIVE_INFINITY);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const check = useCallback(() => {
    const item = virtualizer.getVirtualItemForOffset((virtualizer.scrollOffset ?? 0) + topPx);
    const row = item && rows[item.index];
    const next = row === undefined ? null : momentOf(row);
    setMoment((before) => (isSameDay(before, next) ? before : next));
  }, [rows, virtualizer, momentOf]);

  const onScrolled = useCallback(() => {
    check();
    if (performance.now() - activeAt.current > activeMs) return;
    activeAt.current = performance.now();
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setIsScrolling(false), scrollingMs);
    setIsScrolling(true);
  }, [check]);

  const handlers = useMemo(() => {
    const note = () => {
      activeAt.current = performance.now();
    };
    return { onWheel: note, onTouchMove: note, onPointerDown: note, onKeyDown: note };
  }, []);

  useLayoutEffect(check);
  useEffect(() => () => clearTimeout(timer.current), []);

  return { moment, isScrolling, handlers, onScrolled };
}

function isSameDay(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return new Date(one).toDateString() === new Date(other).toDateString();
}

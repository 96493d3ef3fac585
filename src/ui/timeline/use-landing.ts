"use client";

import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Landing } from "./types";

type LandingOptions<Row extends { key: string }> = {
  rows: readonly Row[];
  landing: Landing;
  virtualizer: Virtualizer<HTMLDivElement, HTMLElement>;
  viewportPx: number;
};

const highlightMs = 2600;

/** Moves the list to its landing position, once per landing, before the first paint. */
export function useLanding<Row extends { key: string }>({
  rows,
  landing,
  virtualizer,
  viewportPx,
}: LandingOptions<Row>) {
  const done = useRef<Landing | null>(null);
  const isLanded = useRef(false);
  const [highlightedKey, setHighlightedKey] = useState<string | null>(null);

  const scrollToRow = useCallback(
    (key: string, highlight: boolean) => {
      const index = rows.findIndex((row) => row.key === key);
      if (index < 0) return false;
      virtualizer.scrollToIndex(index, { align: "start" });
      if (highlight) setHighlightedKey(key);
      return true;
    },
    [rows, virtualizer],
  );

  useLayoutEffect(() => {
    if (viewportPx === 0 || rows.length === 0 || done.current === landing) return;
    if (landing.at === "end") virtualizer.scrollToEnd();
    else if (landing.topPx !== undefined) {
      const index = rows.findIndex((row) => row.key === landing.key);
      const item = virtualizer.measurementsCache[index];
      if (!item) return;
      virtualizer.scrollToOffset(item.start - landing.topPx);
      settleAt(virtualizer, landing.key, landing.topPx);
    } else if (!scrollToRow(landing.key, landing.highlight ?? false)) return;
    done.current = landing;
    // The scroll event would come after the next paint. Dispatched now, it gets the rows around the position measured before it.
    queueMicrotask(() => {
      isLanded.current = true;
      virtualizer.scrollElement?.dispatchEvent(new Event("scroll"));
    });
  }, [landing, rows, viewportPx, virtualizer, scrollToRow]);

  useEffect(() => {
    if (highlightedKey === null) return;
    const timer = setTimeout(() => setHighlightedKey(null), highlightMs);
    return () => clearTimeout(timer);
  }, [highlightedKey]);

  return { highlightedKey, isLanded, scrollToRow };
}

/** The number of consecutive frames without movement. */
const quietFrames = 3;
const framesMax = 60;

/** Keeps a row exactly `topPx` below the top of the view while rows above are measured, until all is still or the reader acts. */
function settleAt(virtualizer: Virtualizer<HTMLDivElement, HTMLElement>, key: string, topPx: number): void {
  const scroller = virtualizer.scrollElement;
  if (!scroller) return;
  const over = new AbortController();
  for (const type of ["wheel", "touchstart", "pointerdown", "keydown"])
    window.addEventListener(type, () => over.abort(), { capture: true, passive: true, signal: over.signal });
  let quiet = 0;
  let frames = 0;
  requestAnimationFrame(function look() {
    const row = scroller.querySelector(`[data-row-key="${CSS.escape(key)}"]`);
    const off = row ? row.getBoundingClientRect().top - scroller.getBoundingClientRect().top - topPx : 0;
    const before = scroller.scrollTop;
    if (over.signal.aborted || !scroller.isConnected) return;
    if (Math.abs(off) >= 0.5) scroller.scrollTop += off;
    quiet = scroller.scrollTop === before ? quiet + 1 : 0;
    frames += 1;
    if (quiet < quietFrames && frames < framesMax) requestAnimationFrame(look);
    else over.abort();
  });
}

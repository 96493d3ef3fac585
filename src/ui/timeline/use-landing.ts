"use client";

import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Landing } from "./types";

type Options<Row extends { key: string }> = {
  rows: readonly Row[];
  landing: Landing;
  virtualizer: Virtualizer<HTMLDivElement, HTMLElement>;
  viewportPx: number;
};

const highlightMs = 2600;

/** Moves the list to where it should stand, once for each landing, before anything is painted. */
export function useLanding<Row extends { key: string }>({ rows, landing, virtualizer, viewportPx }: Options<Row>) {
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
    else if (!scrollToRow(landing.key, landing.highlight ?? false)) return;
    done.current = landing;
    // The scroll event would come after the next paint; told now, the rows around the place are measured before it.
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

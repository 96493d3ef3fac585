"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";
import { distancesInList, type ListVirtualizer } from "./use-at-end";

type Leaving<Row> = {
  readonly rows: readonly Row[];
  readonly virtualizer: ListVirtualizer;
  readonly labelOf: (row: Row) => string | null;
  readonly isLanded: RefObject<boolean>;
  readonly hasNewer: boolean;
  readonly onLeave: ((row: Row | null, topPx: number) => void) | undefined;
};

/**
 * Reports the reader's position when the list or the page goes away. It uses the list's own data, since the page around it may
 * already have changed. Call it before creating the virtualizer, so that it runs before the virtualizer is destroyed, and pass
 * its result fresh data on every render.
 */
export function useLeaving<Row>(): (leaving: Leaving<Row>) => void {
  const latest = useRef<Leaving<Row> | null>(null);
  useLayoutEffect(() => {
    const tell = () => latest.current && tellOf(latest.current);
    window.addEventListener("pagehide", tell);
    return () => {
      window.removeEventListener("pagehide", tell);
      tell();
    };
  }, []);
  return (leaving) => {
    latest.current = leaving;
  };
}

function tellOf<Row>({ rows, virtualizer, labelOf, isLanded, hasNewer, onLeave }: Leaving<Row>): void {
  // Until it has landed, the list knows nothing about its reader.
  if (!onLeave || !isLanded.current) return;
  const { viewportPx, toStart, toEnd } = distancesInList(virtualizer);
  if (toEnd < 1 && !hasNewer) {
    onLeave(null, 0);
    return;
  }
  const inView = virtualizer
    .getVirtualItems()
    .filter(({ index, start, end }) => end > toStart && start < toStart + viewportPx && isPlace(rows[index]));
  const item = inView.find(({ start }) => start >= toStart) ?? inView[0];
  const row = item && rows[item.index];
  if (item && row) onLeave(row, item.start - toStart);

  function isPlace(row: Row | undefined): boolean {
    return row !== undefined && labelOf(row) !== null;
  }
}

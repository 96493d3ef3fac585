"use client";

import { useCallback, useLayoutEffect, useState } from "react";
import type { ListVirtualizer } from "./use-at-end";

type TopMomentOptions<Row> = {
  rows: readonly Row[];
  virtualizer: ListVirtualizer;
  momentOf: (row: Row) => string | null;
};

/** The distance from the top at which a row is about to leave the view. */
const topPx = 24;

/** The time of the row at the top of the view: any moment of its day, or null if that row has no time. */
export function useTopMoment<Row>({ rows, virtualizer, momentOf }: TopMomentOptions<Row>) {
  const [moment, setMoment] = useState<string | null>(null);

  const check = useCallback(() => {
    const item = virtualizer.getVirtualItemForOffset((virtualizer.scrollOffset ?? 0) + topPx);
    const row = item && rows[item.index];
    const next = row === undefined ? null : momentOf(row);
    setMoment((before) => (isSameDay(before, next) ? before : next));
  }, [rows, virtualizer, momentOf]);

  useLayoutEffect(check);

  return { moment, check };
}

function isSameDay(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return new Date(one).toDateString() === new Date(other).toDateString();
}

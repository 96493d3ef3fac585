"use client";

import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef } from "react";
import { isAttended, watchAttention } from "./attention";

const seenMs = 1000;
/** By then the list has landed and measured its rows. */
const settleMs = 60;

type SeenOptions<Row> = {
  rows: readonly Row[];
  virtualizer: Virtualizer<HTMLDivElement, HTMLElement>;
  isShown: boolean;
  onSeen?: ((row: Row) => void) | undefined;
};

/** Reports the newest row that was at least half visible for a second while the window had the focus. */
export function useSeen<Row extends { key: string }>(options: SeenOptions<Row>) {
  const latest = useRef(options);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const told = useRef<string | null>(null);

  const check = useCallback(() => {
    if (timer.current || !isWatched(latest.current)) return;
    timer.current = setTimeout(() => {
      const candidate = newestVisible(latest.current);
      if (!candidate || candidate.key === told.current) timer.current = null;
      else timer.current = setTimeout(() => tell(candidate), seenMs);
    }, settleMs);

    function tell(candidate: Row) {
      timer.current = null;
      const { rows, onSeen } = latest.current;
      const now = newestVisible(latest.current);
      if (!now || !isWatched(latest.current)) return;
      // If the reader scrolled back up, only what is still in view counts as read.
      const [from, to] = [candidate, now].map((row) => rows.findIndex(({ key }) => key === row.key));
      const seen = from !== undefined && from >= 0 && to !== undefined && from < to ? candidate : now;
      told.current = seen.key;
      onSeen?.(seen);
      check();
    }
  }, []);

  useEffect(() => {
    latest.current = options;
    check();
  });

  useEffect(() => {
    const unwatch = watchAttention(check);
    return () => {
      unwatch();
      if (timer.current) clearTimeout(timer.current);
      timer.current = null;
    };
  }, [check]);

  return check;
}

function isWatched<Row>({ virtualizer, isShown }: SeenOptions<Row>): boolean {
  return isShown && isAttended(virtualizer.scrollElement);
}

function newestVisible<Row>({ rows, virtualizer }: SeenOptions<Row>): Row | undefined {
  const top = virtualizer.scrollOffset ?? 0;
  const bottom = top + (virtualizer.scrollRect?.height ?? 0);
  const visible = virtualizer.getVirtualItems().filter(({ start, end, size }) => {
    const shown = Math.min(end, bottom) - Math.max(start, top);
    return shown > 0 && (shown >= size / 2 || shown >= (bottom - top) / 2);
  });
  return rows[visible.at(-1)?.index ?? -1];
}

"use client";

import { type RefObject, useEffect, useState } from "react";

/** The unread rows beyond one edge of a scrolling list. */
export type Edge = {
  readonly count: number;
  /** Whether one of them calls the viewer. */
  readonly isCalling: boolean;
};

export type Edges = { readonly above: Edge; readonly below: Edge };

/** How many unread rows (`data-unread`) are above and below what a list shows. `content` changes when the rows do. */
export function useUnreadEdges(list: RefObject<HTMLElement | null>, content: unknown): Edges {
  const [edges, setEdges] = useState(none);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are other edges.
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    let frame = 0;
    const measure = () => {
      frame = 0;
      const next = measured(element);
      setEdges((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    // Once a frame, and after everything that changes the page in it.
    const soon = () => {
      frame ||= requestAnimationFrame(measure);
    };
    const size = new ResizeObserver(soon);
    size.observe(element);
    element.addEventListener("scroll", soon, { passive: true });
    soon();
    return () => {
      cancelAnimationFrame(frame);
      size.disconnect();
      element.removeEventListener("scroll", soon);
    };
  }, [list, content]);
  return edges;
}

/** The unread rows beyond an edge, the nearest first. */
export function rowsBeyond(list: HTMLElement, edge: keyof Edges): HTMLElement[] {
  const rows = [...list.querySelectorAll<HTMLElement>("[data-unread]")];
  const box = list.getBoundingClientRect();
  if (box.height === 0) return [];
  // As high as the pill's strip, which covers them.
  const strip = Number.parseFloat(getComputedStyle(list).scrollPaddingTop) || 0;
  // A row counts as shown once half of it is.
  const middle = (row: HTMLElement) => row.getBoundingClientRect().top + row.offsetHeight / 2;
  return edge === "above"
    ? rows.filter((row) => middle(row) < box.top + strip).reverse()
    : rows.filter((row) => middle(row) > box.bottom - strip);
}

function measured(list: HTMLElement): Edges {
  const edge = (rows: readonly HTMLElement[]) => ({
    count: rows.length,
    isCalling: rows.some((row) => row.dataset.calls !== undefined),
  });
  return { above: edge(rowsBeyond(list, "above")), below: edge(rowsBeyond(list, "below")) };
}

const nothing: Edge = { count: 0, isCalling: false };
const none: Edges = { above: nothing, below: nothing };

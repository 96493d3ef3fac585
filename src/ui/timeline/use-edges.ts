"use client";

import { type RefObject, useCallback, useEffect, useRef } from "react";
import type { Edge } from "./types";

/** Room for skeletons at an end that is not loaded. */
export const edgePx = 192;

type Options = {
  older: Edge;
  newer: Edge;
  isReady: RefObject<boolean>;
  firstKey: string | undefined;
  lastKey: string | undefined;
};

/** Asks for the next page when the reader comes within two screens of an end; each page once. */
export function useEdges(
  scroller: RefObject<HTMLElement | null>,
  { older, newer, isReady, firstKey, lastKey }: Options,
) {
  const asked = useRef<{ older: string | undefined | null; newer: string | undefined | null }>({
    older: null,
    newer: null,
  });

  const check = useCallback(() => {
    const element = scroller.current;
    if (!element || !isReady.current) return;
    const near = 2 * element.clientHeight;
    const fromEnd = element.scrollHeight - element.clientHeight - element.scrollTop;
    if (older.state === "idle" && element.scrollTop < edgePx + near && asked.current.older !== firstKey) {
      asked.current.older = firstKey;
      older.load();
    }
    if (newer.state === "idle" && fromEnd < edgePx + near && asked.current.newer !== lastKey) {
      asked.current.newer = lastKey;
      newer.load();
    }
  }, [scroller, isReady, older, newer, firstKey, lastKey]);

  useEffect(() => {
    if (older.state === "failed") asked.current.older = null;
    if (newer.state === "failed") asked.current.newer = null;
    check();
  }, [check, older.state, newer.state]);

  return check;
}

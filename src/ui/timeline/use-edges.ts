"use client";

import { type RefObject, useCallback, useEffect, useRef } from "react";
import type { Edge } from "./types";
import { type Distances, distancesInList, type ListVirtualizer } from "./use-at-end";

/** Space for skeletons at an end that is not loaded. */
export const edgePx = 192;

type EdgesOptions = {
  older: Edge;
  newer: Edge;
  isReady: RefObject<boolean>;
  isShown: boolean;
  firstKey: string | undefined;
  lastKey: string | undefined;
};

/** Loads the next page when the reader comes within two screens of an end, once per page. */
export function useEdges(
  virtualizer: ListVirtualizer,
  { older, newer, isReady, isShown, firstKey, lastKey }: EdgesOptions,
) {
  const asked = useRef<{ older: string | undefined | null; newer: string | undefined | null }>({
    older: null,
    newer: null,
  });

  const check = useCallback(
    ({ viewportPx, toStart, toEnd }: Distances) => {
      if (!isReady.current || !isShown) return;
      const near = edgePx + 2 * viewportPx;
      if (older.state === "idle" && toStart < near && asked.current.older !== firstKey) {
        asked.current.older = firstKey;
        older.load();
      }
      if (newer.state === "idle" && toEnd < near && asked.current.newer !== lastKey) {
        asked.current.newer = lastKey;
        newer.load();
      }
    },
    [isReady, isShown, older, newer, firstKey, lastKey],
  );

  useEffect(() => {
    if (older.state === "failed") asked.current.older = null;
    if (newer.state === "failed") asked.current.newer = null;
    check(distancesInList(virtualizer));
  }, [virtualizer, check, older.state, newer.state]);

  return check;
}

"use client";

import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Within this distance the reader counts as being at the end, and stays there. */
export const stickPx = 100;

export type ListVirtualizer = Virtualizer<HTMLDivElement, HTMLElement>;

type AtEndOptions = {
  virtualizer: ListVirtualizer;
  isEndLoaded: boolean;
  /** A reader who does not see the list stays where they are when something comes in. */
  isShown: boolean;
  lastKey: string | undefined;
  onHeight: (viewportPx: number) => void;
};

/** Follows whether the reader is at the end, and keeps them there when the list or its window changes its height. */
export function useAtEnd(scroller: RefObject<HTMLElement | null>, options: AtEndOptions) {
  const { virtualizer, isEndLoaded, isShown, lastKey, onHeight } = options;
  const [isAtEnd, setIsAtEnd] = useState(true);
  const latest = useRef(true);
  const hasScrolled = useRef(false);
  const wasEndLoaded = useRef(isEndLoaded);
  const knownKey = useRef(lastKey);
  /** Something came in unseen: its reader is no longer at the end. */
  const hasMissed = useRef(false);

  const check = useCallback(({ toEnd }: Distances) => {
    latest.current = toEnd <= stickPx && !hasMissed.current;
    setIsAtEnd(latest.current);
  }, []);

  const onScrolled = useCallback(
    (distances: Distances) => {
      hasScrolled.current = true;
      check(distances);
    },
    [check],
  );

  useLayoutEffect(() => onHeight(scroller.current?.clientHeight ?? 0), [scroller, onHeight]);

  // Only scrolling takes a reader from the end. The virtualizer follows what is appended; what comes in before one's own unsent
  // message is not, and would push that one out of view.
  useLayoutEffect(() => {
    hasMissed.current = !isShown && (hasMissed.current || knownKey.current !== lastKey);
    knownKey.current = lastKey;
    const distances = distancesInList(virtualizer);
    const isKept = !hasMissed.current && latest.current && hasScrolled.current && isEndLoaded && wasEndLoaded.current;
    wasEndLoaded.current = isEndLoaded;
    if (isKept && distances.toEnd > stickPx) virtualizer.scrollToEnd();
    else check(distances);
  });

  useEffect(() => {
    const element = scroller.current;
    const list = element?.firstElementChild;
    if (!element || !list) return;
    const observer = new ResizeObserver(() => {
      onHeight(element.clientHeight);
      if (isEndLoaded && latest.current && distancesOnPage(element).toEnd >= 1)
        element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    observer.observe(list);
    return () => observer.disconnect();
  }, [scroller, isEndLoaded, onHeight]);

  return { isAtEnd, isAtEndNow: latest, onScrolled };
}

export type Distances = { viewportPx: number; toStart: number; toEnd: number };

/** How far the view is from either end, by the list's own account: asking the page after a change would lay it out twice. */
export function distancesInList(virtualizer: ListVirtualizer): Distances {
  const viewportPx = virtualizer.scrollRect?.height ?? 0;
  const toStart = virtualizer.scrollOffset ?? 0;
  return { viewportPx, toStart, toEnd: Math.max(virtualizer.getTotalSize() - viewportPx - toStart, 0) };
}

/** The same by the page's account, for when it has just laid itself out or scrolled. */
export function distancesOnPage({ scrollHeight, clientHeight, scrollTop }: HTMLElement): Distances {
  return { viewportPx: clientHeight, toStart: scrollTop, toEnd: scrollHeight - clientHeight - scrollTop };
}

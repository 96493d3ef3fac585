"use client";

import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Within this distance, in CSS pixels, the reader counts as being at the end and is kept there. */
export const stickPx = 100;

export type ListVirtualizer = Virtualizer<HTMLDivElement, HTMLElement>;

type AtEndOptions = {
  virtualizer: ListVirtualizer;
  isEndLoaded: boolean;
  /** A reader who cannot see the list stays in place when something arrives. */
  isShown: boolean;
  lastKey: string | undefined;
  onHeight: (viewportPx: number) => void;
};

/** Tracks whether the reader is at the end, and keeps them there when the list or its viewport changes height. */
export function useAtEnd(scroller: RefObject<HTMLElement | null>, options: AtEndOptions) {
  const { virtualizer, isEndLoaded, isShown, lastKey, onHeight } = options;
  const [isAtEnd, setIsAtEnd] = useState(true);
  const latest = useRef(true);
  const hasScrolled = useRef(false);
  const wasEndLoaded = useRef(isEndLoaded);
  const knownKey = useRef(lastKey);
  /** Something arrived unseen, so the reader is no longer at the end. */
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

  // Only scrolling takes a reader away from the end. The virtualizer follows appended rows. It does not follow a row inserted
  // before the user's own unsent message, which would push that message out of view.
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

/** The distance from the view to either end, from the list's own data: asking the page after a change would lay it out twice. */
export function distancesInList(virtualizer: ListVirtualizer): Distances {
  const viewportPx = virtualizer.scrollRect?.height ?? 0;
  const toStart = virtualizer.scrollOffset ?? 0;
  return { viewportPx, toStart, toEnd: Math.max(virtualizer.getTotalSize() - viewportPx - toStart, 0) };
}

/** The same from the page, for use right after a layout or a scroll. */
export function distancesOnPage({ scrollHeight, clientHeight, scrollTop }: HTMLElement): Distances {
  return { viewportPx: clientHeight, toStart: scrollTop, toEnd: scrollHeight - clientHeight - scrollTop };
}

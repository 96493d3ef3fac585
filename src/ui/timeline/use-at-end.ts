"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";

/** Within this distance the reader counts as being at the end, and stays there. */
export const stickPx = 100;

/** Follows whether the reader is at the end, and keeps them there when the list or its window changes its height. */
export function useAtEnd(scroller: RefObject<HTMLElement | null>, isEndLoaded: boolean) {
  const [isAtEnd, setIsAtEnd] = useState(true);
  const latest = useRef(true);

  const check = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    latest.current = distanceFromEnd(element) <= stickPx;
    setIsAtEnd(latest.current);
  }, [scroller]);

  useEffect(() => {
    const element = scroller.current;
    const list = element?.firstElementChild;
    if (!element || !list || !isEndLoaded) return;
    const observer = new ResizeObserver(() => {
      if (latest.current && distanceFromEnd(element) >= 1) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    observer.observe(list);
    return () => observer.disconnect();
  }, [scroller, isEndLoaded]);

  return { isAtEnd, isAtEndNow: latest, check };
}

function distanceFromEnd(element: HTMLElement): number {
  return element.scrollHeight - element.clientHeight - element.scrollTop;
}

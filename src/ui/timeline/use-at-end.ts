"use client";

import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";

/** Within this distance the reader counts as being at the end, and stays there. */
export const stickPx = 100;

/** Follows whether the reader is at the end, and keeps them there when the list's window changes its height. */
export function useAtEnd(scroller: RefObject<HTMLElement | null>, scrollToEnd: () => void) {
  const [isAtEnd, setIsAtEnd] = useState(true);
  const latest = useRef(true);

  const check = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    latest.current = element.scrollHeight - element.clientHeight - element.scrollTop <= stickPx;
    setIsAtEnd(latest.current);
  }, [scroller]);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let height = element.clientHeight;
    const observer = new ResizeObserver(() => {
      if (element.clientHeight === height) return;
      height = element.clientHeight;
      if (latest.current) scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, scrollToEnd]);

  return { isAtEnd, isAtEndNow: latest, check };
}

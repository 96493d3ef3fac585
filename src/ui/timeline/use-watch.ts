"use client";

import { type RefObject, useCallback, useEffect, useRef } from "react";
import { usePlace } from "../navigation/use-place";
import { isAttended, watchAttention } from "./attention";

/** For a frame or two the end may be out of view while arrivals are being measured. */
const measureMs = 250;

/** Called when someone starts looking at the end of a list. Its result is called when they stop. */
export type Watch = () => () => void;

/** Calls `watch` while the end of the list is in view and attended. Keep `watch` stable. */
export function useWatch(scroller: RefObject<HTMLElement | null>, isAtEnd: boolean, watch: Watch | undefined): void {
  const end = useRef<(() => void) | null>(null);
  const place = usePlace();
  const stop = useCallback(() => {
    end.current?.();
    end.current = null;
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere may cover the list, or show it again.
  useEffect(() => {
    if (!watch || !isAtEnd) return;
    const check = () => {
      if (isAttended(scroller.current)) end.current ??= watch();
      else stop();
    };
    check();
    return watchAttention(check);
  }, [scroller, isAtEnd, watch, stop, place]);

  useEffect(() => {
    if (isAtEnd) return;
    const timer = setTimeout(stop, measureMs);
    return () => clearTimeout(timer);
  }, [isAtEnd, stop]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is watched from here on, or none.
  useEffect(() => stop, [watch, stop]);
}

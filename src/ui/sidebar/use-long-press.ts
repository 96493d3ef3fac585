"use client";

import { type PointerEvent, useEffect, useMemo, useRef } from "react";

type Point = { readonly x: number; readonly y: number };

const longMs = 500;
const slackPx = 10;

/** Calls back when a finger rests on a row. Some browsers send no `contextmenu` then; the others cancel this one. */
export function useLongPress(onLongPress: (row: HTMLElement, at: Point) => void) {
  const latest = useRef(onLongPress);
  useEffect(() => {
    latest.current = onLongPress;
  });
  return useMemo(() => {
    let over = new AbortController();
    function cancel(): void {
      over.abort();
    }
    function begin(event: PointerEvent, row: HTMLElement): void {
      cancel();
      over = new AbortController();
      const { signal } = over;
      const at = { x: event.clientX, y: event.clientY };
      const timer = setTimeout(() => {
        cancel();
        // The finger is still down: lifting it is no tap.
        window.addEventListener("click", swallow, { capture: true, once: true });
        window.addEventListener("pointerdown", () => window.removeEventListener("click", swallow, { capture: true }), {
          capture: true,
          once: true,
        });
        latest.current(row, at);
      }, longMs);
      signal.addEventListener("abort", () => clearTimeout(timer));
      const options = { capture: true, signal };
      for (const type of ["pointerup", "pointercancel", "scroll"]) window.addEventListener(type, cancel, options);
      const move = (moved: globalThis.PointerEvent) => {
        if (Math.hypot(moved.clientX - at.x, moved.clientY - at.y) > slackPx) cancel();
      };
      window.addEventListener("pointermove", move, options);
    }
    return { begin, cancel };
  }, []);
}

function swallow(event: MouseEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

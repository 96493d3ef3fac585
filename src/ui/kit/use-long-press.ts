"use client";

import { type PointerEvent, type MouseEvent as ReactMouseEvent, useEffect, useMemo, useRef } from "react";

const longMs = 500;
const slackPx = 10;

type LongPress = {
  /** Call it when a finger comes down on an element. It selects no text while it rests there. */
  readonly begin: (event: PointerEvent, element: HTMLElement) => void;
  /** Whether the event is a finger's, which this handles. Some browsers send one for a long press, before or after the time is up. */
  readonly takes: (event: ReactMouseEvent) => boolean;
};

/** Calls back when a finger rests on an element. Moving it, scrolling and lifting it early cancel the press. */
export function useLongPress(onLongPress: (element: HTMLElement) => void): LongPress {
  const latest = useRef(onLongPress);
  useEffect(() => {
    latest.current = onLongPress;
  });
  return useMemo(() => {
    let held: { readonly fire: () => void; readonly end: () => void } | null = null;
    function begin({ clientX, clientY }: PointerEvent, element: HTMLElement): void {
      held?.end();
      const over = new AbortController();
      const timer = setTimeout(fire, longMs);
      let hasFired = false;
      function fire(): void {
        clearTimeout(timer);
        if (hasFired) return;
        hasFired = true;
        swallowTheRest();
        latest.current(element);
      }
      function end(): void {
        clearTimeout(timer);
        over.abort();
        held = null;
        selectable(element, true);
      }
      const options = { capture: true, signal: over.signal };
      for (const type of ["pointerup", "pointercancel"]) window.addEventListener(type, end, options);
      window.addEventListener("scroll", () => hasFired || end(), options);
      const move = (moved: globalThis.PointerEvent) => {
        if (!hasFired && Math.hypot(moved.clientX - clientX, moved.clientY - clientY) > slackPx) end();
      };
      window.addEventListener("pointermove", move, options);
      selectable(element, false);
      held = { fire, end };
    }
    function takes(event: ReactMouseEvent): boolean {
      if (!held) return false;
      event.preventDefault();
      held.fire();
      return true;
    }
    return { begin, takes };
  }, []);
}

/** The finger is still down: lifting it is no tap. */
function swallowTheRest(): void {
  const over = new AbortController();
  const options = { capture: true, once: true, signal: over.signal };
  const swallow = (event: MouseEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  // Some browsers open their own menu when the finger lifts, for whatever is beneath it by then.
  for (const type of ["click", "contextmenu"] as const) window.addEventListener(type, swallow, options);
  window.addEventListener("pointerdown", () => over.abort(), options);
}

function selectable({ style }: HTMLElement, isSelectable: boolean): void {
  for (const name of ["user-select", "-webkit-user-select", "-webkit-touch-callout"])
    if (isSelectable) style.removeProperty(name);
    else style.setProperty(name, "none");
}

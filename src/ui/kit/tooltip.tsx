"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { late, useLate } from "./late";

const bubble = late(() => import("./tooltip-bubble").then((module) => module.TooltipBubble));

export type TooltipSide = "top" | "bottom" | "left" | "right";

type Shown = { element: HTMLElement; label: string; shortcut: string | undefined; side: TooltipSide };

const delayMs = 400;
const followMs = 300;

/**
 * Shows the tooltip of any element with `tooltipProps`, on hover and on keyboard focus. Used once around the app, so buttons stay
 * plain, and the code that positions tooltips is fetched with the first one.
 */
export function TooltipProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown | null>(null);
  const { Part: Bubble } = useLate(bubble, shown !== null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const hiddenAt = useRef(0);

  useEffect(() => {
    function show(element: HTMLElement, waitMs: number) {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setShown(read(element)), waitMs);
    }
    function hide() {
      clearTimeout(timer.current);
      setShown((before) => {
        if (before) hiddenAt.current = Date.now();
        return null;
      });
    }
    function onPointerOver(event: PointerEvent) {
      if (event.pointerType !== "mouse") return;
      const element = hintedFrom(event.target);
      // After one tooltip, a neighbour's shows at once.
      if (element) show(element, Date.now() - hiddenAt.current < followMs ? 0 : delayMs);
    }
    function onPointerOut(event: PointerEvent) {
      const element = hintedFrom(event.target);
      if (element && !(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) hide();
    }
    function onFocusIn(event: FocusEvent) {
      const element = hintedFrom(event.target);
      if (element?.matches(":focus-visible")) show(element, delayMs);
    }
    const listening = new AbortController();
    const options = { capture: true, signal: listening.signal };
    document.addEventListener("pointerover", onPointerOver, options);
    document.addEventListener("pointerout", onPointerOut, options);
    document.addEventListener("focusin", onFocusIn, options);
    for (const type of ["focusout", "pointerdown", "keydown", "scroll"]) document.addEventListener(type, hide, options);
    return () => {
      clearTimeout(timer.current);
      listening.abort();
    };
  }, []);

  return (
    <>
      {children}
      {shown && Bubble ? <Bubble {...shown} /> : null}
    </>
  );
}

export type TooltipOptions = { shortcut?: string | undefined; side?: TooltipSide | undefined };

/** The attributes that give an element a tooltip. They do not name it: the element keeps its own accessible name. */
export function tooltipProps(label: string, { shortcut, side }: TooltipOptions = {}) {
  return { "data-tooltip": label, "data-tooltip-shortcut": shortcut, "data-tooltip-side": side };
}

function hintedFrom(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-tooltip]") : null;
}

function read(element: HTMLElement): Shown | null {
  const { tooltip, tooltipShortcut, tooltipSide } = element.dataset;
  if (!tooltip || !element.isConnected || element.hasAttribute("data-popup-open")) return null;
  const side = tooltipSide === "bottom" || tooltipSide === "left" || tooltipSide === "right" ? tooltipSide : "top";
  return { element, label: tooltip, shortcut: tooltipShortcut, side };
}

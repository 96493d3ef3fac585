"use client";

import { type KeyboardEvent, type RefObject, useLayoutEffect } from "react";
import { home, isNowhere, isWriting, takesText } from "./focus";
import { holdKey, typeHeldKeys } from "./held-keys";
import { isOverlayOpen } from "./overlay";

/** The part of the screen that has just opened, and the place in it that stands in for content that is still loading. */
const openedSelector = "[data-takes-focus]";
const waitingSelector = "[data-waiting]";

/**
 * Moves the focus into a part of the screen in the tick in which it opens, and again when its `key` changes: to its element with
 * `data-first-focus`, else to the part itself, which needs `data-takes-focus` and `tabIndex={-1}`. Never takes it from someone who
 * is writing. A null key leaves the focus where it is.
 */
export function useTakesFocus(ref: RefObject<HTMLElement | null>, key: string | null): void {
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element || key === null || element.contains(document.activeElement) || isWriting() || isOverlayOpen()) return;
    settle(element);
  }, [ref, key]);
}

/** Moves the focus on from a part of the screen that waited for its content. Call it when the content is there. */
export function arriveIn(content: Element): void {
  const opened = content.closest<HTMLElement>(openedSelector);
  if (opened && (document.activeElement === opened || isNowhere())) settle(opened);
}

/** Keeps text typed while the content loads, for its first field. */
export function holdWhileWaiting(event: KeyboardEvent<HTMLElement>): void {
  if (event.target !== event.currentTarget || event.currentTarget.querySelector(waitingSelector) === null) return;
  if (holdKey(event)) event.preventDefault();
}

function settle(opened: HTMLElement): void {
  const first = opened.querySelector<HTMLElement>("[data-first-focus]") ?? opened;
  first.focus({ preventScroll: true });
  if (opened.querySelector(waitingSelector) !== null) return;
  // Where nothing takes text, it goes to the composer, as it does later.
  typeHeldKeys(takesText(first) ? first : home());
}

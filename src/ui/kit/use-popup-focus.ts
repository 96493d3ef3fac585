"use client";

import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { goBack, isNowhere, isOnlyPressed, keepWay, leaveBy, type WayBack, wayBack } from "./focus";
import { typeHeldKeys } from "./held-keys";

/**
 * Moves the focus for what opens beside its button: into it in the tick in which it opens, and back in the tick in which it
 * closes, which the library does a frame later and after its animation. `popupRef` and `finalFocus` go to the popup; `button` is
 * what it belongs to.
 */
export function usePopupFocus(isOpen: boolean, firstFocus: string, button: HTMLElement | null) {
  const popup = useRef<HTMLElement | null>(null);
  const [opened, setOpened] = useState<{ isOpen: boolean; way: WayBack }>(() => ({
    isOpen,
    way: isOpen ? wayBack() : [],
  }));
  if (opened.isOpen !== isOpen) setOpened({ isOpen, way: isOpen ? wayBack() : opened.way });
  const { way } = opened;

  const popupRef = useCallback(
    (element: HTMLElement | null) => {
      popup.current = element;
      if (!element) return;
      keepWay(element, way);
      const first = element.querySelector<HTMLElement>(firstFocus) ?? element;
      first.focus({ preventScroll: true });
      typeHeldKeys(first);
    },
    [way, firstFocus],
  );

  const isLost = useCallback(() => isNowhere() || popup.current?.contains(document.activeElement) === true, []);
  useLayoutEffect(() => {
    // A second press of the button closes it, too.
    if (!isOpen && (isLost() || isOnlyPressed(button))) goBack(way);
  }, [isOpen, way, isLost, button]);
  // What is taken off the page while it is open gives the focus back, too.
  useLayoutEffect(() => () => void (isLost() && leaveBy(way)), [way, isLost]);

  /** The library's own turn, after its animation: nothing is left to do by then. */
  const finalFocus = useCallback(() => false, []);
  return { popupRef, finalFocus };
}

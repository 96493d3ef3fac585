"use client";

import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { goBack, isNowhere, isOnlyPressed, keepWay, leaveBy, type WayBack, wayBack } from "./focus";
import { typeHeldKeys } from "./held-keys";

/**
 * Manages the focus of a popup beside its button. Moves it in, and back out, in the tick in which the popup opens or closes. The
 * library does so a frame later and after its animation. Pass `popupRef` and `finalFocus` to the popup; `button` is its button.
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
    // A second press on the button closes the popup too.
    if (!isOpen && (isLost() || isOnlyPressed(button))) goBack(way);
  }, [isOpen, way, isLost, button]);
  // A popup removed while open gives the focus back too.
  useLayoutEffect(() => () => void (isLost() && leaveBy(way)), [way, isLost]);

  /** The library's own step, after its animation. There is nothing left to do. */
  const finalFocus = useCallback(() => false, []);
  return { popupRef, finalFocus };
}

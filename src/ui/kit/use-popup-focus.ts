"use client";

import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { goBack, home, isNowhere, isOnlyPressed, keepWay, leaveBy, takesText, type WayBack, wayBack } from "./focus";
import { typeHeldKeys, typeLeftKeys } from "./held-keys";

type Opened = { readonly isOpen: boolean; readonly way: WayBack; readonly firstFocus: string };

/**
 * Manages the focus of a popup beside its button. Moves it in, and back out, in the tick in which the popup opens or closes. The
 * library does so a frame later and after its animation. Pass `popupProps` to the popup; `button` is its button.
 *
 * A popup that is closed is inert: while it fades out, neither a key nor a focus that the library had queued can get into it.
 */
export function usePopupFocus(isOpen: boolean, firstFocus: string, button: HTMLElement | null) {
  const popup = useRef<HTMLElement | null>(null);
  // As it was when the popup opened: closing moves nothing in.
  const [opened, setOpened] = useState<Opened>(() => ({ isOpen, way: isOpen ? wayBack() : [], firstFocus }));
  if (opened.isOpen !== isOpen) setOpened(isOpen ? { isOpen, way: wayBack(), firstFocus } : { ...opened, isOpen });
  const { way, firstFocus: first } = opened;

  const ref = useCallback(
    (element: HTMLElement | null) => {
      popup.current = element;
      if (!element) return;
      keepWay(element, way);
      const target = element.querySelector<HTMLElement>(first) ?? element;
      target.focus({ preventScroll: true });
      typeHeldKeys(target);
    },
    [way, first],
  );

  const isLost = useCallback(() => isNowhere() || popup.current?.contains(document.activeElement) === true, []);
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    const isClosing = wasOpen.current && !isOpen;
    wasOpen.current = isOpen;
    if (!isClosing) return;
    // A second press on the button closes the popup too.
    if (isLost() || isOnlyPressed(button)) goBack(way);
    const here = document.activeElement;
    typeLeftKeys(takesText(here) ? here : home());
  }, [isOpen, way, isLost, button]);
  // A popup removed while open gives the focus back too.
  useLayoutEffect(() => () => void (isLost() && leaveBy(way)), [way, isLost]);

  return { popupProps: { ref, inert: !isOpen, finalFocus: nothingLeftToDo } };
}

/** The library's own step, after its animation. */
function nothingLeftToDo(): false {
  return false;
}

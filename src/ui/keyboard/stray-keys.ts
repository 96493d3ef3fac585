"use client";

import { useLayoutEffect } from "react";
import { focusOpenWindow } from "../kit/dialog";
import { home, noteKey, notePress, noteUse, takesText } from "../kit/focus";
import { isOverlayOpen } from "../kit/overlay";
import { hasSingleKeys } from "../kit/single-keys";

/** Sends text typed or pasted outside any text field to the composer, or to the window that is open if nothing has the focus. */
export function useStrayKeys(): void {
  useLayoutEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || !makesText(event)) return;
      // Not prevented: the browser, or an input method, inserts the text wherever the focus is now.
      if (isStray(event.target, event.key)) home()?.focus();
      else focusOpenWindow();
    }
    function onPaste(event: ClipboardEvent) {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      const field = home();
      if (event.defaultPrevented || text === "" || !field || !isStray(event.target, "v")) return;
      event.preventDefault();
      field.focus();
      document.execCommand("insertText", false, text);
    }
    const note = ({ target }: Event) => noteUse(target);
    const over = new AbortController();
    const { signal } = over;
    window.addEventListener("keydown", onKeyDown, { signal });
    document.addEventListener("paste", onPaste, { signal });
    window.addEventListener("pointerdown", ({ target }) => notePress(target), { capture: true, signal });
    window.addEventListener("keydown", noteKey, { capture: true, signal });
    for (const type of ["pointerdown", "focusin"]) document.addEventListener(type, note, { capture: true, signal });
    return () => over.abort();
  }, []);
}

/** Whether a key makes a character or starts one, as a dead key or an input method's key does. */
function makesText(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (
    (ctrlKey || metaKey || altKey) &&
    !event.getModifierState("AltGraph") &&
    !(isMac() && altKey && !ctrlKey && !metaKey)
  )
    return false;
  return [...key].length === 1 || key === "Dead" || key === "Process";
}

/** Whether the focused element has no use for a key: no text field, no row with shortcuts, no control that Space presses. */
function isStray(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element) || takesText(target) || isOverlayOpen()) return false;
  if (target.matches("[data-row-key]") && (key === " " || hasSingleKeys())) return false;
  return key !== " " || target === document.body;
}

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

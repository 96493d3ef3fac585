"use client";

import type { MouseEvent } from "react";
import { home } from "../kit/focus";
import { hasFinePointer } from "../kit/pointer";
import { type Pane, paneIn } from "./place";
import { showPane, usePlace } from "./use-place";

/** The props of a button that opens something in the right pane, and closes it again. */
export function usePaneButton(pane: Pane) {
  const isOpen = JSON.stringify(paneIn(usePlace())) === JSON.stringify(pane);
  function onClick({ detail }: MouseEvent) {
    showPane(isOpen ? null : pane);
    // After the mouse, the button is no place to stay: Space would open the pane again.
    if (isOpen && detail > 0 && hasFinePointer()) home()?.focus();
  }
  return { "aria-pressed": isOpen, onClick };
}

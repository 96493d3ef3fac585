"use client";

import { useEffect } from "react";

/** Whether the current entry of the history stands only for something that is open over the page. */
let isOver = false;
let holders = 0;

/** The entry, if it is there, becomes that of the next address. Call it before navigating; true: replace the entry. */
export function takeOverEntry(): boolean {
  const was = isOver;
  isOver = false;
  return was;
}

/**
 * Closes what is open over the page when the user goes back, which then leads no further. While it is open, the history has an entry
 * more, with the same address.
 */
export function useClosesByBack(onClose: () => void): void {
  useEffect(() => {
    holders += 1;
    if (!isOver) window.history.pushState(window.history.state, "");
    isOver = true;
    return () => {
      holders -= 1;
      // React may put it straight back.
      queueMicrotask(() => {
        if (holders === 0 && takeOverEntry()) window.history.back();
      });
    };
  }, []);
  useEffect(() => {
    function onBack() {
      isOver = false;
      onClose();
    }
    window.addEventListener("popstate", onBack);
    return () => window.removeEventListener("popstate", onBack);
  }, [onClose]);
}

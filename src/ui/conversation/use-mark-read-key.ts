"use client";

import { useEffect } from "react";
import { isOverlayOpen } from "../kit/overlay";
import { useMarkRead } from "./use-mark-read";

/** Esc marks the conversation read, unless something is open for Esc to close. */
export function useMarkReadKey(conversationId: string, lastSeq: number): void {
  const markRead = useMarkRead();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || isOverlayOpen()) return;
      markRead(conversationId, lastSeq);
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [conversationId, lastSeq, markRead]);
}

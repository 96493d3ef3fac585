"use client";

import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { useAnnounce } from "../kit/live-region";
import { isOverlayOpen } from "../kit/overlay";

/** Esc marks the conversation read, unless something is open for Esc to close. */
export function useMarkReadKey(conversationId: string, lastSeq: number): void {
  const t = useTranslations("conversation");
  const engine = useEngine();
  const announce = useAnnounce();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || isOverlayOpen()) return;
      engine.read.mark(conversationId, lastSeq);
      announce(t("markedRead"));
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [engine, conversationId, lastSeq, announce, t]);
}

"use client";

import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import { useAnnounce } from "../kit/live-region";
import { useToast } from "../kit/toast";

/** Marks a conversation read up to a message, and says so. What was unread can be had back. */
export function useMarkRead(): (conversationId: string, lastSeq: number) => void {
  const t = useTranslations("conversation");
  const engine = useEngine();
  const announce = useAnnounce();
  const toast = useToast();
  return useCallback(
    (conversationId, lastSeq) => {
      const before = engine.views.read("read_state", conversationId);
      engine.read.mark(conversationId, lastSeq);
      if (!before || before.unread_count === 0) announce(t("markedRead"));
      else
        toast(t("markedRead"), { onUndo: () => void engine.read.markUnread(conversationId, before.last_read_seq + 1) });
    },
    [engine, announce, toast, t],
  );
}

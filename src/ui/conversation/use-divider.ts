"use client";

import { useEffect, useState } from "react";
import { useEngine, useReadState } from "../../client/hooks";

/**
 * After which message *New* begins: where the reader stood when the conversation was opened with something unread, or when
 * they last looked away from it. It stays there while they read; null draws none.
 */
export function useDivider(conversationId: string, markerSeq: number | null): number | null {
  const engine = useEngine();
  const unreadCount = useReadState(conversationId)?.unread_count ?? 0;
  const [dividerSeq, setDividerSeq] = useState(() => (unreadCount > 0 ? markerSeq : null));
  const hasRead = unreadCount === 0;
  useEffect(() => {
    if (!hasRead) return;
    const lookAway = () => setDividerSeq(engine.markerOf(conversationId));
    window.addEventListener("blur", lookAway);
    return () => window.removeEventListener("blur", lookAway);
  }, [engine, conversationId, hasRead]);
  return dividerSeq;
}

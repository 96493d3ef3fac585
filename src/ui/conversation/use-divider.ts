"use client";

import { useEffect, useState } from "react";
import { useEngine, useReadState } from "../../client/hooks";

/**
 * The sequence number after which *New* begins: the reader's position when they opened the conversation with unread messages or
 * when they last looked away and something came in, or where they marked it unread. It stays while they read; null draws none.
 */
export function useDivider(conversationId: string, markerSeq: number | null): number | null {
  const engine = useEngine();
  const read = useReadState(conversationId);
  const unreadCount = read?.unread_count ?? 0;
  const readSeq = read?.last_read_seq ?? 0;
  const [dividerSeq, setDividerSeq] = useState(() => (unreadCount > 0 ? markerSeq : null));
  const [knownSeq, setKnownSeq] = useState(readSeq);
  if (readSeq !== knownSeq) {
    setKnownSeq(readSeq);
    if (readSeq < knownSeq) setDividerSeq(readSeq);
  }
  const hasRead = unreadCount === 0;
  useEffect(() => {
    if (!hasRead) return;
    const lookAway = () => setDividerSeq(engine.markerOf(conversationId));
    const lookBack = () => setDividerSeq(null);
    window.addEventListener("blur", lookAway);
    window.addEventListener("focus", lookBack);
    return () => {
      window.removeEventListener("blur", lookAway);
      window.removeEventListener("focus", lookBack);
    };
  }, [engine, conversationId, hasRead]);
  return dividerSeq;
}

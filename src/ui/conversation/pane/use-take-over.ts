"use client";

import { useCallback, useLayoutEffect } from "react";
import { useEngine } from "../../../client/hooks";
import { takeWaitingText } from "./waiting-text";

/**
 * Moves text written before the conversation was loaded to the end of its draft, and returns the whole draft. Idempotent. A text
 * is in one place at a time: either waiting or in the draft.
 */
export function useTakeOver(conversationId: string): () => string {
  const { drafts } = useEngine();
  const takeOver = useCallback(() => {
    const added = takeWaitingText(location.pathname);
    if (added !== "") drafts.set(conversationId, drafts.get(conversationId) + added);
    return drafts.get(conversationId);
  }, [drafts, conversationId]);
  useLayoutEffect(() => void takeOver(), [takeOver]);
  return takeOver;
}

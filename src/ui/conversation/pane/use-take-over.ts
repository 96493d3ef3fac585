"use client";

import { useCallback, useLayoutEffect } from "react";
import { useEngine } from "../../../client/hooks";
import { takeWaitingText } from "./waiting-text";

/**
 * Moves what was written before a conversation was here to the end of its draft, and gives the whole. Repeatable. A text is in one place
 * at a time: it waits, or it is in the draft.
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

"use client";

import { useCallback, useLayoutEffect } from "react";
import { useDraft, useEngine } from "../../client/hooks";
import { takeWaitingText } from "./waiting-text";

export type WrittenText = {
  readonly draft: string;
  readonly setDraft: (text: string) => void;
  /** Moves what was written before the conversation was here to the end of the draft, and gives the whole. Repeatable. */
  readonly takeOver: () => string;
};

/** What is written for a conversation and not sent. A text is in one place at a time: it waits, or it is in the draft. */
export function useWritten(conversationId: string): WrittenText {
  const { drafts } = useEngine();
  const [draft, setDraft] = useDraft(conversationId);
  const takeOver = useCallback(() => {
    const added = takeWaitingText(location.pathname);
    if (added !== "") drafts.set(conversationId, drafts.get(conversationId) + added);
    return drafts.get(conversationId);
  }, [drafts, conversationId]);
  useLayoutEffect(() => void takeOver(), [takeOver]);
  return { draft, setDraft, takeOver };
}

"use client";

import { useLayoutEffect, useState } from "react";
import { useDraft } from "../../client/hooks";
import { parsePlace, pathOf } from "../navigation/place";
import { keepWaitingText, waitingKey, waitingText } from "./waiting-text";

export type Written = {
  readonly draft: string;
  readonly setDraft: (text: string) => void;
  /** What was written before the draft was here; it goes on at the draft's end, and is part of it from the first moment. */
  readonly added: string;
};

/** What is written for a conversation and not sent. */
export function useWritten(conversationId: string): Written {
  const [draft, setDraft] = useDraft(conversationId);
  const [keys] = useState(waitingKeys);
  const [added] = useState(() => keys.map(waitingText).join(""));
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is taken over once, when the conversation is here.
  useLayoutEffect(() => {
    for (const key of keys) keepWaitingText(key, "");
    if (added !== "") setDraft(draft + added);
  }, []);
  return { draft, setDraft, added };
}

/** Under which addresses something may have been written for the conversation that is here now: its own, and the workspace's. */
function waitingKeys(): string[] {
  const here = waitingKey(location.href);
  const place = parsePlace(here);
  return place ? [pathOf({ ...place, target: null }), here] : [];
}

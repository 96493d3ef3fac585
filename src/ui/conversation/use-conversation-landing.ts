"use client";

import { useCallback, useEffect, useState } from "react";
import { useEngine } from "../../client/hooks";
import { readError } from "../../client/transport/api";
import { useToast } from "../kit/toast";
import { currentHeld, hold, useHeld } from "../navigation/use-place";
import { keyOf, type Landing, messageRowKey, newRowKey, type TimelineRow } from "../timeline";

import { inChannel, placeAmong } from "./pane/kept-places";

type ConversationLandingOptions = {
  conversationId: string;
  rows: readonly TimelineRow[];
  markerSeq: number;
  /** The message the address points to. */
  messageId: string | null;
};

/**
 * The position the list starts at: the message in the address until it has been shown, else the reader's saved position, else the
 * first new message if it is loaded, else the end. Later, wherever the reader asks to go.
 */
export function useConversationLanding({ conversationId, rows, markerSeq, messageId }: ConversationLandingOptions) {
  const engine = useEngine();
  const toast = useToast();
  const { shownMessageId } = useHeld();
  const [landing, setLanding] = useState<Landing>(() => {
    const wanted = messageId === shownMessageId ? null : messageId;
    const back = wanted === null ? placeAmong(rows, conversationId, inChannel) : null;
    if (back) return back;
    const key = wanted === null ? newRowKey(rows) : messageRowKey(rows, wanted);
    return key === null ? { at: "end" } : { at: "row", key, highlight: wanted !== null };
  });
  const [wantsUnread, setWantsUnread] = useState(false);
  const [landedAt] = useState(() => (messageRowKey(rows, messageId ?? "") ? messageId : null));
  useEffect(() => {
    if (landedAt !== null) hold({ shownMessageId: landedAt });
  }, [landedAt]);

  const toLatest = useCallback(
    () => void engine.timeline.loadLatest(conversationId).then(() => setLanding({ at: "end" })),
    [engine, conversationId],
  );

  const toUnread = useCallback(() => {
    setWantsUnread(true);
    void engine.timeline.loadAround(conversationId, markerSeq + 1);
  }, [engine, conversationId, markerSeq]);

  // The divider exists once the page with the first unread message has loaded.
  const unreadKey = wantsUnread ? newRowKey(rows) : null;
  if (unreadKey !== null) {
    setWantsUnread(false);
    setLanding({ at: "row", key: unreadKey });
  }

  useEffect(() => {
    if (messageId === null || messageId === shownMessageId || messageId === currentHeld().shownMessageId) return;
    let isCurrent = true;
    findMessage(engine, messageId)
      .then(async ({ message }) => {
        if (!isCurrent || message.channel_seq === null) return;
        await engine.timeline.loadAround(conversationId, message.channel_seq);
        if (!isCurrent) return;
        hold({ shownMessageId: messageId });
        setLanding({ at: "row", key: keyOf(message), highlight: true });
      })
      .catch((error: unknown) => isCurrent && toast(readError(error).message));
    return () => {
      isCurrent = false;
    };
  }, [engine, conversationId, messageId, shownMessageId, toast]);

  return { landing, toLatest, toUnread };
}

type Engine = ReturnType<typeof useEngine>;

function findMessage(engine: Engine, messageId: string) {
  return engine.api.messages.get.query({ message_id: messageId });
}

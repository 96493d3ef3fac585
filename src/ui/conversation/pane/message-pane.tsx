"use client";

import type { ReactNode } from "react";
import type { ConversationView } from "../../../client/views/shapes";
import { NoticePlace } from "../../kit/notice-place";
import type { PaneSource } from "./pane-source";
import { type PaneList, type PaneWriting, usePane } from "./use-pane";
import { WriteNotice } from "./write-notice";

export type MessagePaneProps = {
  /** Keep it stable while it is for the same messages. */
  source: PaneSource;
  /** Undefined until loaded. */
  conversation: ConversationView | undefined;
  mayWrite: boolean;
  /** The messages, or a placeholder. */
  messages: (pane: PaneList) => ReactNode;
  composer: (pane: PaneWriting) => ReactNode;
};

/**
 * Messages above, notices, and the composer below, with the pending edit between them. Used for a conversation and for a
 * thread.
 */
export function MessagePane({ source, conversation, mayWrite, messages, composer }: MessagePaneProps) {
  const pane = usePane(source);
  return (
    <>
      {messages(pane.list)}
      <NoticePlace className="max-h-1/2 shrink-0 overflow-y-auto" />
      {conversation && !mayWrite ? <WriteNotice conversation={conversation} /> : composer(pane.writing)}
    </>
  );
}

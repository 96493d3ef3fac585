"use client";

import type { ReactNode } from "react";
import type { ConversationView } from "../../../client/views/shapes";
import type { PaneSource } from "./pane-source";
import { type PaneList, type PaneWriting, usePane } from "./use-pane";
import { WriteNotice } from "./write-notice";

export type MessagePaneProps = {
  /** Keep it while it is of the same messages. */
  source: PaneSource;
  /** Undefined until it is here. */
  conversation: ConversationView | undefined;
  mayWrite: boolean;
  /** The messages, or what stands in their place. */
  messages: (pane: PaneList) => ReactNode;
  composer: (pane: PaneWriting) => ReactNode;
};

/** Messages above, writing below; what one is about to do with a message is held here. A conversation is one, a thread another. */
export function MessagePane({ source, conversation, mayWrite, messages, composer }: MessagePaneProps) {
  const pane = usePane(source);
  return (
    <>
      {messages(pane.list)}
      {conversation && !mayWrite ? <WriteNotice conversation={conversation} /> : composer(pane.writing)}
    </>
  );
}

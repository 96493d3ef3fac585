"use client";

import { memo, type ReactNode, useMemo } from "react";
import { useEngine } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { ConversationComposer } from "./conversation-composer";
import { ConversationTimeline } from "./conversation-timeline";
import { MessagePane } from "./pane/message-pane";
import { conversationSource } from "./pane/pane-source";

export type ConversationBodyProps = {
  id: string;
  /** Undefined until loaded. */
  conversation: ConversationView | undefined;
  /** The read marker when the conversation was opened. */
  markerSeq: number;
  messageId: string | null;
  isCovered: boolean;
  /** Shown in place of the messages until they are loaded. */
  waiting: ReactNode;
};

/** The messages of a conversation and its composer. The composer works before the messages are loaded. */
export const ConversationBody = memo(function ConversationBody(props: ConversationBodyProps) {
  const { id, conversation, markerSeq, messageId, isCovered, waiting } = props;
  const engine = useEngine();
  const source = useMemo(() => conversationSource(engine, id), [engine, id]);
  return (
    <MessagePane
      source={source}
      conversation={conversation}
      mayWrite={!conversation || (conversation.can_write && conversation.is_member)}
      messages={(pane) =>
        conversation && !waiting ? (
          <ConversationTimeline
            source={source}
            conversation={conversation}
            markerSeq={markerSeq}
            messageId={messageId}
            isCovered={isCovered}
            pane={pane}
          />
        ) : (
          waiting
        )
      }
      composer={(pane) => <ConversationComposer source={source} conversation={conversation} {...pane} />}
    />
  );
});

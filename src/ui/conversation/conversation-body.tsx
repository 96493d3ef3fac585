"use client";

import { memo, type ReactNode, useCallback } from "react";
import { useEngine } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { ConversationComposer } from "./conversation-composer";
import { ConversationTimeline } from "./conversation-timeline";
import { usePane } from "./use-pane";
import { WriteNotice } from "./write-notice";

export type ConversationBodyProps = {
  id: string;
  /** Undefined until it is here. */
  conversation: ConversationView | undefined;
  /** The read marker as it was when the conversation was opened. */
  markerSeq: number;
  messageId: string | null;
  isCovered: boolean;
  /** What stands in the place of the messages until they are here. */
  waiting: ReactNode;
};

/** Messages above, writing below; what one is about to do with a message is held here. One can write before the messages are here. */
export const ConversationBody = memo(function ConversationBody(props: ConversationBodyProps) {
  const { id, conversation, markerSeq, messageId, isCovered, waiting } = props;
  const engine = useEngine();
  const pane = usePane(useCallback(() => engine.views.read("timeline", id).messages, [engine, id]));
  return (
    <>
      {conversation && !waiting ? (
        <ConversationTimeline
          conversation={conversation}
          markerSeq={markerSeq}
          messageId={messageId}
          isCovered={isCovered}
          pane={pane.list}
        />
      ) : (
        waiting
      )}
      {conversation && !(conversation.can_write && conversation.is_member) ? (
        <WriteNotice conversation={conversation} />
      ) : (
        <ConversationComposer id={id} conversation={conversation} {...pane.composer} />
      )}
    </>
  );
});

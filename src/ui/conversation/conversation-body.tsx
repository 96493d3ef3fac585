"use client";

import { memo, type ReactNode, useCallback, useRef, useState } from "react";
import { useEngine } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import type { MessageResource } from "../../domain/messages";
import type { ComposerHandle } from "../composer";
import { keyOf, type TimelineHandle } from "../timeline";
import { ConversationComposer } from "./conversation-composer";
import { ConversationTimeline } from "./conversation-timeline";
import { WriteNotice } from "./write-notice";

export type ConversationBodyProps = {
  id: string;
  /** Undefined until it is here. */
  conversation: ConversationView | undefined;
  /** The read marker as it was when the conversation was opened. */
  markerSeq: number;
  messageId: string | null;
  /** What stands in the place of the messages until they are here. */
  waiting: ReactNode;
};

/** Messages above, writing below; what one is about to do with a message is held here. One can write before the messages are here. */
export const ConversationBody = memo(function ConversationBody(props: ConversationBodyProps) {
  const { id, conversation, markerSeq, messageId, waiting } = props;
  const engine = useEngine();
  const list = useRef<TimelineHandle>(null);
  const composer = useRef<ComposerHandle>(null);
  const [editingId, setEditingId] = useState<string | null>(null);
  const [quoted, setQuoted] = useState<MessageResource | null>(null);

  const quote = useCallback((message: MessageResource) => {
    setQuoted(message);
    composer.current?.focus();
  }, []);
  const restore = useCallback((body: string) => composer.current?.insert(body), []);
  const unquote = useCallback(() => setQuoted(null), []);
  const showEnd = useCallback(() => list.current?.scrollToEnd(), []);

  const editLast = useCallback(() => {
    if (!list.current) return;
    const { messages } = engine.views.read("timeline", id);
    const mine = messages.findLast((message) => message.is_mine && message.delivery.state === "sent");
    if (!mine || mine.deleted_at !== null) return;
    list.current.scrollToRow(keyOf(mine));
    setEditingId(mine.id);
  }, [engine, id]);

  return (
    <>
      {conversation && !waiting ? (
        <ConversationTimeline
          conversation={conversation}
          markerSeq={markerSeq}
          messageId={messageId}
          editingId={editingId}
          onEdit={setEditingId}
          onQuote={quote}
          onRestore={restore}
          list={list}
        />
      ) : (
        waiting
      )}
      {conversation && !(conversation.can_write && conversation.is_member) ? (
        <WriteNotice conversation={conversation} />
      ) : (
        <ConversationComposer
          ref={composer}
          id={id}
          conversation={conversation}
          quoted={quoted}
          onQuoteRemove={unquote}
          onEditLast={editLast}
          onSent={showEnd}
        />
      )}
    </>
  );
});

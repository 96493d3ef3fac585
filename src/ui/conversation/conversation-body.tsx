"use client";

import { memo, useCallback, useRef, useState } from "react";
import { useEngine } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import type { MessageResource } from "../../domain/messages";
import type { ComposerHandle } from "../composer";
import { keyOf, type TimelineHandle } from "../timeline";
import { ConversationComposer } from "./conversation-composer";
import { ConversationTimeline } from "./conversation-timeline";
import { WriteNotice } from "./write-notice";

export type ConversationBodyProps = {
  conversation: ConversationView;
  /** The read marker as it was when the conversation was opened. */
  markerSeq: number;
  messageId: string | null;
};

/** Messages above, writing below; what one is about to do with a message is held here. A new message draws only the list of them. */
export const ConversationBody = memo(function ConversationBody(props: ConversationBodyProps) {
  const { conversation, markerSeq, messageId } = props;
  const engine = useEngine();
  const list = useRef<TimelineHandle>(null);
  const composer = useRef<ComposerHandle>(null);
  const [editingId, setEditingId] = useState<string | null>(null);
  const [quoted, setQuoted] = useState<MessageResource | null>(null);

  const edit = useCallback((id: string | null) => {
    setEditingId(id);
    if (id === null) composer.current?.focus();
  }, []);
  const quote = useCallback((message: MessageResource) => {
    setQuoted(message);
    composer.current?.focus();
  }, []);
  const restore = useCallback((body: string) => composer.current?.insert(body), []);
  const unquote = useCallback(() => setQuoted(null), []);
  const showEnd = useCallback(() => list.current?.scrollToEnd(), []);

  const editLast = useCallback(() => {
    const { messages } = engine.views.read("timeline", conversation.id);
    const mine = messages.findLast((message) => message.is_mine && message.delivery.state === "sent");
    if (!mine || mine.deleted_at !== null) return;
    list.current?.scrollToRow(keyOf(mine));
    setEditingId(mine.id);
  }, [engine, conversation.id]);

  return (
    <>
      <ConversationTimeline
        conversation={conversation}
        markerSeq={markerSeq}
        messageId={messageId}
        editingId={editingId}
        onEdit={edit}
        onQuote={quote}
        onRestore={restore}
        list={list}
      />
      {conversation.can_write && conversation.is_member ? (
        <ConversationComposer
          ref={composer}
          conversation={conversation}
          quoted={quoted}
          onQuoteRemove={unquote}
          onEditLast={editLast}
          onSent={showEnd}
        />
      ) : (
        <WriteNotice conversation={conversation} />
      )}
    </>
  );
});

"use client";

import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import type { ConversationView, ThreadView } from "../../client/views/shapes";
import type { MessageResource } from "../../domain/messages";
import type { ComposerHandle } from "../composer";
import { useEdgesOf } from "../conversation/edges";
import { useCompletionSources } from "../conversation/use-completion-sources";
import { useMarkdownResolvers } from "../conversation/use-markdown-resolvers";
import { useMessageActions, usePermissions } from "../conversation/use-message-actions";
import { WriteNotice } from "../conversation/write-notice";
import { usePlace } from "../navigation/use-place";
import { keyOf, type Landing, MessageTimeline, messageRowKey, type TimelineHandle } from "../timeline";
import { useWorkspace } from "../workspace/use-workspace";
import { ThreadComposer } from "./thread-composer";
import { threadRows } from "./thread-rows";

export type ThreadBodyProps = {
  rootId: string;
  thread: ThreadView;
  conversation: ConversationView;
  messageId: string | null;
};

/** The root, its replies, and where one replies. */
export function ThreadBody({ rootId, thread, conversation, messageId }: ThreadBodyProps) {
  const t = useTranslations("thread");
  const engine = useEngine();
  const { login } = useWorkspace();
  const here = usePlace() ?? nowhere;
  const list = useRef<TimelineHandle>(null);
  const composer = useRef<ComposerHandle>(null);
  const [editingId, setEditingId] = useState<string | null>(null);
  const [quoted, setQuoted] = useState<MessageResource | null>(null);
  const { root, messages, has_older } = thread;

  const rows = useMemo(
    () => threadRows({ root, messages, hasOlder: has_older, viewerId: login.id }),
    [root, messages, has_older, login.id],
  );
  const [landing] = useState<Landing>(() => {
    const key = messageRowKey(rows, messageId ?? "");
    return key === null ? { at: "end" } : { at: "row", key, highlight: true };
  });
  const loads = useMemo(
    () => ({
      loadOlder: () => void engine.threads.loadOlder(rootId),
      loadNewer: () => void engine.threads.loadNewer(rootId),
    }),
    [engine, rootId],
  );
  const edges = useEdgesOf(thread, loads);

  const edit = useCallback((id: string | null) => {
    setEditingId(id);
    if (id === null) composer.current?.focus();
  }, []);
  const quote = useCallback((message: MessageResource) => {
    setQuoted(message);
    composer.current?.focus();
  }, []);
  const restore = useCallback((body: string) => composer.current?.insert(body), []);
  const all = useMessageActions(conversation, { here, onEdit: edit, onQuote: quote, onRestore: restore });
  const actions = useMemo(() => ({ ...all, onOpenThread: undefined, onMarkUnread: undefined }), [all]);
  const permissionsOf = usePermissions(conversation);
  const resolvers = useMarkdownResolvers();
  const completion = useCompletionSources();

  function editLast() {
    const mine = messages.findLast((message) => message.is_mine && message.delivery.state === "sent");
    if (!mine || mine.deleted_at !== null) return;
    list.current?.scrollToRow(keyOf(mine));
    setEditingId(mine.id);
  }

  return (
    <>
      <div data-region="thread" className="flex min-h-0 flex-1 flex-col">
        <MessageTimeline
          ref={list}
          label={t("messages")}
          rows={rows}
          viewerId={login.id}
          older={edges.older}
          newer={edges.newer}
          landing={landing}
          actions={actions}
          permissionsOf={permissionsOf}
          resolvers={resolvers}
          completion={completion}
          editingId={editingId}
          isInThread
        />
      </div>
      {conversation.can_write ? (
        <ThreadComposer
          ref={composer}
          rootId={rootId}
          conversation={conversation}
          quoted={quoted}
          onQuoteRemove={() => setQuoted(null)}
          onEditLast={editLast}
          onSent={() => list.current?.scrollToEnd()}
        />
      ) : (
        <WriteNotice conversation={conversation} />
      )}
    </>
  );
}

const nowhere = { slug: "", target: null, threadId: null, messageId: null };

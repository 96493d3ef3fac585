"use client";

import { type RefObject, useCallback, useMemo, useRef, useState } from "react";
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
import { EmptyState } from "../kit/empty-state";
import { MessageSkeletons } from "../kit/skeleton";
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

/** The root, its replies, and where one replies, also while they are on their way. */
export function ThreadBody({ rootId, thread, conversation, messageId }: ThreadBodyProps) {
  const t = useTranslations("thread");
  const list = useRef<TimelineHandle>(null);
  const composer = useRef<ComposerHandle>(null);
  const [editingId, setEditingId] = useState<string | null>(null);
  const [quoted, setQuoted] = useState<MessageResource | null>(null);
  const quote = useCallback((message: MessageResource) => {
    setQuoted(message);
    composer.current?.focus();
  }, []);
  const restore = useCallback((body: string) => composer.current?.insert(body), []);

  function editLast() {
    const mine = thread.messages.findLast((message) => message.is_mine && message.delivery.state === "sent");
    if (!list.current || !mine || mine.deleted_at !== null) return;
    list.current.scrollToRow(keyOf(mine));
    setEditingId(mine.id);
  }

  return (
    <>
      <div data-region="thread" className="flex min-h-0 flex-1 flex-col">
        {thread.status === "failed" ? <EmptyState title={t("failed")}>{thread.error}</EmptyState> : null}
        {thread.status === "loading" ? <ThreadWaiting /> : null}
        {thread.status === "ready" ? (
          <ThreadTimeline
            rootId={rootId}
            thread={thread}
            conversation={conversation}
            messageId={messageId}
            editingId={editingId}
            onEdit={setEditingId}
            onQuote={quote}
            onRestore={restore}
            list={list}
          />
        ) : null}
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

/** The shape of a thread. */
export function ThreadWaiting() {
  return (
    <div className="min-h-0 flex-1 overflow-hidden pt-4" aria-busy="true">
      <MessageSkeletons count={3} />
    </div>
  );
}

type ThreadTimelineProps = ThreadBodyProps & {
  editingId: string | null;
  onEdit: (messageId: string | null) => void;
  onQuote: (message: MessageResource) => void;
  onRestore: (body: string) => void;
  list: RefObject<TimelineHandle | null>;
};

function ThreadTimeline({ rootId, thread, conversation, messageId, editingId, list, ...own }: ThreadTimelineProps) {
  const t = useTranslations("thread");
  const engine = useEngine();
  const { login } = useWorkspace();
  const here = usePlace() ?? nowhere;
  const { root, messages, has_older } = thread;
  const { onEdit, onQuote, onRestore } = own;

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
  const all = useMessageActions(conversation, { here, onEdit, onQuote, onRestore });
  const actions = useMemo(() => ({ ...all, onOpenThread: undefined, onMarkUnread: undefined }), [all]);
  const permissionsOf = usePermissions(conversation);
  const resolvers = useMarkdownResolvers();
  const completion = useCompletionSources();
  return (
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
  );
}

const nowhere = { slug: "", target: null, threadId: null, messageId: null };

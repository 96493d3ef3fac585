"use client";

import { useCallback, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import type { ConversationView, ThreadView } from "../../client/views/shapes";
import { inThread, placeAmong, useKeepsPlace, useThreadPlaceLoaded } from "../conversation/kept-places";
import { useMessageList } from "../conversation/use-message-list";
import { type PaneList, usePane } from "../conversation/use-pane";
import { WriteNotice } from "../conversation/write-notice";
import { EmptyState } from "../kit/empty-state";
import { MessageSkeletons } from "../kit/skeleton";
import type { MessageItem } from "../message";
import { type Landing, MessageTimeline, messageRowKey, useGroups } from "../timeline";
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
  const engine = useEngine();
  const isPlaced = useThreadPlaceLoaded(rootId, messageId, thread);
  const pane = usePane(useCallback(() => engine.views.read("thread", rootId).messages, [engine, rootId]));
  return (
    <>
      <div data-region="thread" className="flex min-h-0 flex-1 flex-col">
        {thread.status === "failed" ? <EmptyState title={t("failed")}>{thread.error}</EmptyState> : null}
        {thread.status === "loading" || (thread.status === "ready" && !isPlaced) ? <ThreadWaiting /> : null}
        {isPlaced ? (
          <ThreadTimeline
            rootId={rootId}
            thread={thread}
            conversation={conversation}
            messageId={messageId}
            pane={pane.list}
          />
        ) : null}
      </div>
      {conversation.can_write ? (
        <ThreadComposer rootId={rootId} conversation={conversation} {...pane.composer} />
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

type ThreadTimelineProps = ThreadBodyProps & { pane: PaneList };

function ThreadTimeline({ rootId, thread, conversation, messageId, pane }: ThreadTimelineProps) {
  const t = useTranslations("thread");
  const engine = useEngine();
  const { login } = useWorkspace();
  const { root, messages, has_older } = thread;

  const placeId = `thread:${rootId}`;
  const groups = useGroups(placeId);
  const rows = useMemo(
    () => threadRows({ root, messages, hasOlder: has_older, viewerId: login.id, groups }),
    [root, messages, has_older, login.id, groups],
  );
  const [landing] = useState<Landing>(() => {
    const back = messageId === null ? placeAmong(rows, placeId, inThread) : null;
    if (back) return back;
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
  const list = useMessageList({ conversation, view: thread, loads, pane });
  const actions = useMemo(() => ({ ...list.actions, onOpenThread: undefined }), [list.actions]);
  const { id } = conversation;
  const watch = useCallback(() => engine.read.watch(id, rootId), [engine, id, rootId]);
  const seen = useCallback(
    ({ message, delivery }: MessageItem) => {
      if (!delivery && message.channel_seq !== null) engine.read.markReply(id, rootId, message.channel_seq);
    },
    [engine, id, rootId],
  );
  const onLeave = useKeepsPlace(placeId, inThread);
  return (
    <MessageTimeline
      {...list}
      label={t("messages")}
      rows={rows}
      landing={landing}
      actions={actions}
      watch={watch}
      onSeen={conversation.is_member ? seen : undefined}
      onLeave={onLeave}
      isInThread
    />
  );
}

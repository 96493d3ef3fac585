"use client";

import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../../client/hooks";
import type { ConversationView, ThreadView } from "../../../client/views/shapes";
import { EmptyState } from "../../kit/empty-state";
import { MessageSkeletons } from "../../kit/skeleton";
import { useWorkspace } from "../../session/use-workspace";
import { type Landing, messageRowKey, useGroups } from "../../timeline";
import { placeAmong, useThreadPlaceLoaded } from "../pane/kept-places";
import { MessagePane } from "../pane/message-pane";
import { PaneMessages } from "../pane/pane-messages";
import { type ThreadSource, threadSource } from "../pane/pane-source";
import type { PaneList } from "../pane/use-pane";
import { ThreadComposer } from "./thread-composer";
import { threadRows } from "./thread-rows";

export type ThreadBodyProps = {
  rootId: string;
  thread: ThreadView;
  conversation: ConversationView;
  messageId: string | null;
};

/** The root, its replies and the reply composer, also while they load. In a thread that is not there, nobody can write. */
export function ThreadBody({ rootId, thread, conversation, messageId }: ThreadBodyProps) {
  const t = useTranslations("thread");
  const engine = useEngine();
  const isPlaced = useThreadPlaceLoaded(rootId, messageId, thread);
  const { id } = conversation;
  const source = useMemo(() => threadSource(engine, id, rootId), [engine, id, rootId]);
  const { status, error_code, root } = thread;
  const isElsewhere = root !== undefined && (root.channel_id ?? root.direct_conversation_id) !== id;
  if (isElsewhere || (status === "failed" && error_code === "not_found"))
    return <EmptyState title={t("missing")}>{t("missingLead")}</EmptyState>;
  return (
    <MessagePane
      source={source}
      conversation={conversation}
      mayWrite={conversation.can_write}
      messages={(pane) => (
        <div data-region="thread" className="flex min-h-0 flex-1 flex-col">
          {thread.status === "failed" ? <EmptyState title={t("failed")}>{thread.error}</EmptyState> : null}
          {thread.status === "loading" || (thread.status === "ready" && !isPlaced) ? <ThreadWaiting /> : null}
          {isPlaced ? (
            <ThreadTimeline
              source={source}
              thread={thread}
              conversation={conversation}
              messageId={messageId}
              pane={pane}
            />
          ) : null}
        </div>
      )}
      composer={(pane) => <ThreadComposer source={source} conversation={conversation} {...pane} />}
    />
  );
}

/** The skeleton of a thread. */
export function ThreadWaiting() {
  return (
    <div className="measure min-h-0 w-full flex-1 overflow-hidden pt-2" aria-busy="true">
      <MessageSkeletons count={3} />
    </div>
  );
}

type ThreadTimelineProps = Omit<ThreadBodyProps, "rootId"> & { source: ThreadSource; pane: PaneList };

/** The messages of a thread, root first, at the reader's position. */
function ThreadTimeline({ source, thread, conversation, messageId, pane }: ThreadTimelineProps) {
  const t = useTranslations("thread");
  const { login } = useWorkspace();
  const { root, messages, has_older } = thread;
  const { listId, seqOf } = source;
  const groups = useGroups(listId);
  const rows = useMemo(
    () => threadRows({ root, messages, hasOlder: has_older, viewerId: login.id, groups }),
    [root, messages, has_older, login.id, groups],
  );
  const [landing] = useState<Landing>(() => {
    const back = messageId === null ? placeAmong(rows, listId, seqOf) : null;
    if (back) return back;
    const key = messageRowKey(rows, messageId ?? "");
    return key === null ? { at: "end" } : { at: "row", key, highlight: true };
  });
  return (
    <PaneMessages
      source={source}
      conversation={conversation}
      view={thread}
      pane={pane}
      label={t("messages")}
      rows={rows}
      landing={landing}
    />
  );
}

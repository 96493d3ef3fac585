"use client";

import { type RefObject, useCallback, useMemo } from "react";
import { useTranslations } from "use-intl";
import { useEngine, useTimeline } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import type { MessageResource } from "../../domain/messages";
import type { MessageItem } from "../message";
import { usePlace } from "../navigation/use-place";
import { usePeople } from "../people/use-people";
import { buildRows, MessageTimeline, newRowKey, type TimelineHandle } from "../timeline";
import { useWorkspace } from "../workspace/use-workspace";
import { ConversationStart } from "./conversation-start";
import { useEdgesOf } from "./edges";
import { itemOf } from "./message-items";
import { UnreadBanner } from "./unread-banner";
import { useCompletionSources } from "./use-completion-sources";
import { useConversationLanding } from "./use-conversation-landing";
import { useDivider } from "./use-divider";
import { useMarkReadKey } from "./use-mark-read-key";
import { useMarkdownResolvers } from "./use-markdown-resolvers";
import { useMessageActions, usePermissions } from "./use-message-actions";

export type ConversationTimelineProps = {
  conversation: ConversationView;
  markerSeq: number;
  messageId: string | null;
  editingId: string | null;
  onEdit: (messageId: string | null) => void;
  onQuote: (message: MessageResource) => void;
  onRestore: (body: string) => void;
  list: RefObject<TimelineHandle | null>;
};

/** The messages of a conversation, wired to the engine. */
export function ConversationTimeline(props: ConversationTimelineProps) {
  const { conversation, markerSeq, messageId, editingId, onEdit, onQuote, onRestore } = props;
  const { id } = conversation;
  const timeline = useTimeline(id);
  const t = useTranslations("conversation");
  const engine = useEngine();
  const { login } = useWorkspace();
  const here = usePlace() ?? nowhere;
  const { personOf } = usePeople();

  const { messages, has_older } = timeline;
  const dividerSeq = useDivider(id, markerSeq);
  const newAfterSeq = conversation.is_member ? dividerSeq : null;
  const rows = useMemo(
    () => buildRows({ items: messages.map(itemOf), hasOlder: has_older, newAfterSeq, viewerId: login.id }),
    [messages, has_older, newAfterSeq, login.id],
  );
  const loads = useMemo(
    () => ({
      loadOlder: () => void engine.timeline.loadOlder(id),
      loadNewer: () => void engine.timeline.loadNewer(id),
    }),
    [engine, id],
  );
  const edges = useEdgesOf(timeline, loads);
  const { landing, toLatest, toUnread } = useConversationLanding({ conversationId: id, rows, markerSeq, messageId });
  const actions = useMessageActions(conversation, { here, onEdit, onQuote, onRestore });
  const permissionsOf = usePermissions(conversation);
  const resolvers = useMarkdownResolvers();
  const completion = useCompletionSources();
  useMarkReadKey(id, timeline.last_seq);

  const seen = useCallback(
    ({ message, delivery }: MessageItem) => {
      if (!delivery && message.channel_seq !== null) engine.read.mark(id, message.channel_seq);
    },
    [engine, id],
  );
  const atEnd = useCallback((isAtEnd: boolean) => engine.timeline.setAtEnd(id, isAtEnd), [engine, id]);
  const start = useMemo(() => <ConversationStart conversation={conversation} />, [conversation]);

  return (
    <div data-region="messages" className="relative flex min-h-0 flex-1 flex-col">
      {newAfterSeq !== null && newRowKey(rows) === null ? (
        <UnreadBanner conversationId={id} lastSeq={timeline.last_seq} onJump={toUnread} />
      ) : null}
      <MessageTimeline
        ref={props.list}
        label={t("messages", { name: conversation.name })}
        rows={rows}
        viewerId={login.id}
        older={edges.older}
        newer={edges.newer}
        landing={landing}
        actions={actions}
        permissionsOf={permissionsOf}
        resolvers={resolvers}
        completion={completion}
        personOf={personOf}
        editingId={editingId}
        start={start}
        onJumpToLatest={toLatest}
        onAtEndChange={atEnd}
        onSeen={conversation.is_member ? seen : undefined}
      />
    </div>
  );
}

const nowhere = { slug: "", target: null, threadId: null, messageId: null };

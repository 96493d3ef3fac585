"use client";

import { useCallback, useMemo } from "react";
import { useTranslations } from "use-intl";
import { useEngine, useTimeline } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import type { MessageItem } from "../message";
import { usePeople } from "../people/use-people";
import { buildRows, MessageTimeline, newRowKey, useGroups } from "../timeline";
import { useWorkspace } from "../workspace/use-workspace";
import { ConversationStart } from "./conversation-start";
import { inChannel, useKeepsPlace } from "./kept-places";
import { itemOf } from "./message-items";
import { UnreadBanner } from "./unread-banner";
import { useConversationLanding } from "./use-conversation-landing";
import { useDivider } from "./use-divider";
import { useMarkReadKey } from "./use-mark-read-key";
import { useMessageList } from "./use-message-list";
import type { PaneList } from "./use-pane";

export type ConversationTimelineProps = {
  conversation: ConversationView;
  markerSeq: number;
  messageId: string | null;
  isCovered: boolean;
  pane: PaneList;
};

/** The messages of a conversation, wired to the engine. */
export function ConversationTimeline(props: ConversationTimelineProps) {
  const { conversation, markerSeq, messageId, isCovered, pane } = props;
  const { id } = conversation;
  const timeline = useTimeline(id);
  const t = useTranslations("conversation");
  const engine = useEngine();
  const { login } = useWorkspace();
  const { personOf } = usePeople();

  const { messages, has_older, member_changes } = timeline;
  const dividerSeq = useDivider(id, markerSeq);
  const newAfterSeq = conversation.is_member ? dividerSeq : null;
  const groups = useGroups(id);
  const rows = useMemo(
    () =>
      buildRows({
        items: messages.map(itemOf),
        hasOlder: has_older,
        newAfterSeq,
        viewerId: login.id,
        memberChanges: member_changes,
        groups,
      }),
    [messages, has_older, newAfterSeq, login.id, member_changes, groups],
  );
  const loads = useMemo(
    () => ({
      loadOlder: () => void engine.timeline.loadOlder(id),
      loadNewer: () => void engine.timeline.loadNewer(id),
    }),
    [engine, id],
  );
  const list = useMessageList({ conversation, view: timeline, loads, pane });
  const { landing, toLatest, toUnread } = useConversationLanding({ conversationId: id, rows, markerSeq, messageId });
  useMarkReadKey(id, timeline.last_seq);

  const seen = useCallback(
    ({ message, delivery }: MessageItem) => {
      if (!delivery && message.channel_seq !== null) engine.read.mark(id, message.channel_seq);
    },
    [engine, id],
  );
  const atEnd = useCallback((isAtEnd: boolean) => engine.timeline.setAtEnd(id, isAtEnd), [engine, id]);
  const watch = useCallback(() => engine.read.watch(id), [engine, id]);
  const start = useMemo(() => <ConversationStart conversation={conversation} />, [conversation]);

  return (
    <div data-region="messages" className="relative flex min-h-0 flex-1 flex-col">
      {newAfterSeq !== null && newRowKey(rows) === null ? (
        <UnreadBanner conversationId={id} lastSeq={timeline.last_seq} onJump={toUnread} />
      ) : null}
      <MessageTimeline
        {...list}
        label={t("messages", { name: conversation.name })}
        rows={rows}
        landing={landing}
        personOf={personOf}
        start={start}
        onJumpToLatest={toLatest}
        isCovered={isCovered}
        onLeave={useKeepsPlace(id, inChannel)}
        onAtEndChange={atEnd}
        watch={watch}
        onSeen={conversation.is_member ? seen : undefined}
      />
    </div>
  );
}

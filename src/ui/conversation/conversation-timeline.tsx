"use client";

import { useCallback, useMemo } from "react";
import { useTranslations } from "use-intl";
import { useEngine, useTimeline } from "../../client/hooks";
import type { ConversationView } from "../../client/views/shapes";
import { usePeople } from "../people/use-people";
import { useWorkspace } from "../session/use-workspace";
import { buildRows, newRowKey, useGroups } from "../timeline";
import { ConversationStart } from "./conversation-start";
import { itemOf } from "./pane/message-items";
import { PaneMessages } from "./pane/pane-messages";
import type { PaneSource } from "./pane/pane-source";
import type { PaneList } from "./pane/use-pane";
import { UnreadBanner } from "./unread-banner";
import { useConversationLanding } from "./use-conversation-landing";
import { useDivider } from "./use-divider";
import { useMarkReadKey } from "./use-mark-read-key";

export type ConversationTimelineProps = {
  source: PaneSource;
  conversation: ConversationView;
  markerSeq: number;
  messageId: string | null;
  isCovered: boolean;
  pane: PaneList;
};

/** The messages of a conversation, with the *New* divider, the reader's position and the introduction. */
export function ConversationTimeline(props: ConversationTimelineProps) {
  const { source, conversation, markerSeq, messageId, isCovered, pane } = props;
  const { id } = conversation;
  const timeline = useTimeline(id);
  const t = useTranslations("conversation");
  const engine = useEngine();
  const { login } = useWorkspace();
  const { personOf } = usePeople();
  const { messages, has_older, member_changes } = timeline;
  const dividerSeq = useDivider(id, markerSeq);
  const newAfterSeq = conversation.is_member ? dividerSeq : null;
  const groups = useGroups(source.listId);
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
  const { landing, toLatest, toUnread } = useConversationLanding({ conversationId: id, rows, markerSeq, messageId });
  useMarkReadKey(id, timeline.last_seq);
  const atEnd = useCallback((isAtEnd: boolean) => engine.timeline.setAtEnd(id, isAtEnd), [engine, id]);
  const start = useMemo(() => <ConversationStart conversation={conversation} />, [conversation]);

  return (
    <div data-region="messages" className="relative flex min-h-0 flex-1 flex-col">
      {newAfterSeq !== null && newRowKey(rows) === null ? (
        <UnreadBanner conversationId={id} lastSeq={timeline.last_seq} onJump={toUnread} />
      ) : null}
      <PaneMessages
        source={source}
        conversation={conversation}
        view={timeline}
        pane={pane}
        label={t("messages", { name: conversation.name })}
        rows={rows}
        landing={landing}
        personOf={personOf}
        start={start}
        onJumpToLatest={toLatest}
        isCovered={isCovered}
        onAtEndChange={atEnd}
      />
    </div>
  );
}

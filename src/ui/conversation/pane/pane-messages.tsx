"use client";

import { useCallback, useMemo } from "react";
import type { ConversationView, ThreadView, TimelineView } from "../../../client/views/shapes";
import type { MessageItem } from "../../message";
import { paneIn } from "../../navigation/place";
import { usePlace } from "../../navigation/use-place";
import { MessageTimeline, type MessageTimelineProps } from "../../timeline";
import { useKeepsPlace } from "./kept-places";
import type { PaneSource } from "./pane-source";
import { useMessageList } from "./use-message-list";
import type { PaneList } from "./use-pane";

type Drawn = Pick<MessageTimelineProps, "label" | "rows" | "landing">;
type Extras = Pick<MessageTimelineProps, "personOf" | "start" | "onJumpToLatest" | "isCovered" | "onAtEndChange">;

export type PaneMessagesProps = Drawn &
  Extras & {
    source: PaneSource;
    conversation: ConversationView;
    view: TimelineView | ThreadView;
    pane: PaneList;
  };

/** The messages of a pane, wired to the engine. */
export function PaneMessages({ source, conversation, view, pane, ...drawn }: PaneMessagesProps) {
  const list = useMessageList({ conversation, view, loads: source.loads, pane });
  const isInThread = source.rootId !== undefined;
  const actions = useMemo(
    () => (isInThread ? { ...list.actions, onOpenThread: undefined } : list.actions),
    [isInThread, list.actions],
  );
  const seen = useCallback(
    ({ message, delivery }: MessageItem) => {
      if (!delivery && message.channel_seq !== null) source.seen(message.channel_seq);
    },
    [source],
  );
  const shown = paneIn(usePlace());
  const onLeave = useKeepsPlace(source.listId, source.seqOf);
  return (
    <MessageTimeline
      {...list}
      {...drawn}
      actions={actions}
      openRootId={shown?.kind === "thread" && !isInThread ? shown.rootId : null}
      isInThread={isInThread}
      watch={source.watch}
      onSeen={conversation.is_member ? seen : undefined}
      onLeave={onLeave}
    />
  );
}

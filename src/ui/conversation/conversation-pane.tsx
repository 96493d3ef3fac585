"use client";

import { useEffect } from "react";
import { useChannels, useDirects } from "../../client/hooks";
import { pathOf, targetOf } from "../navigation/place";
import { go, usePlace } from "../navigation/use-place";
import { ThreadPane } from "../thread/thread-pane";
import { Conversation } from "./conversation";
import { ConversationWaiting } from "./conversation-waiting";
import { lastConversation } from "./last-conversation";
import { MissingConversation } from "./missing-conversation";
import { useTarget } from "./use-target";

/** The middle and the right of the screen: the conversation of the address, and its thread. */
export function ConversationPane() {
  const place = usePlace();
  const { conversationId, isMissing } = useTarget();
  const isOpening = useDefaultConversation() || place?.target != null;
  if (isMissing) return <MissingConversation />;
  if (!place) return null;
  if (conversationId === null) return isOpening ? <ConversationWaiting address={pathOf(place)} /> : null;
  return (
    <>
      <Conversation
        key={conversationId}
        id={conversationId}
        messageId={place.threadId ? null : place.messageId}
        isBehindThread={place.threadId !== null}
      />
      {place.threadId ? (
        <ThreadPane
          key={place.threadId}
          rootId={place.threadId}
          conversationId={conversationId}
          messageId={place.messageId}
        />
      ) : null}
    </>
  );
}

/** Where there is room for more than the list, an address without a conversation opens the last one. True if there is one to open. */
function useDefaultConversation(): boolean {
  const place = usePlace();
  const channels = useChannels();
  const directs = useDirects();
  useEffect(() => {
    if (!place || place.target || !matchMedia("(min-width: 48rem)").matches) return;
    const rows = [...channels, ...directs];
    const last = lastConversation(place.slug);
    const row = rows.find(({ id }) => id === last) ?? rows.find(({ name }) => name === "general") ?? rows[0];
    if (row) go({ ...place, target: targetOf(row) }, { replace: true });
  }, [place, channels, directs]);
  return channels.length + directs.length > 0;
}

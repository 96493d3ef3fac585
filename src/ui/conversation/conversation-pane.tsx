"use client";

import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { useChannels, useDirects } from "../../client/hooks";
import { roomForList, roomForPane, useMedia } from "../kit/use-media";
import { conversationIn, paneIn, pathOf, placeOf, targetOf } from "../navigation/place";
import { go, usePlace } from "../navigation/use-place";
import { useTarget } from "../navigation/use-target";
import { useWorkspace } from "../session/use-workspace";
import { lastConversation } from "../session/visits";
import { Conversation } from "./conversation";
import { ConversationWaiting } from "./conversation-waiting";
import { MissingConversation } from "./missing-conversation";
import { RightPane } from "./right-pane";
import { useTrueAddress } from "./use-true-address";

/** The middle and right of the screen: the conversation in the address, and its right pane. */
export function ConversationPane() {
  const t = useTranslations("conversation");
  const place = usePlace();
  const here = conversationIn(place);
  const pane = paneIn(place);
  const { conversationId, isMissing } = useTarget();
  useTrueAddress(conversationId);
  const isWide = useMedia(roomForPane);
  const isOpening = useDefaultConversation() || here !== null;
  // No page has this address.
  if (isMissing || place?.view?.kind === "page")
    return (
      <main data-pane aria-label={t("notFound")} className="min-w-0 flex-1 overflow-y-auto">
        <MissingConversation />
      </main>
    );
  if (!place) return null;
  if (conversationId === null) return isOpening ? <ConversationWaiting address={pathOf(place)} /> : null;
  return (
    <>
      <Conversation
        key={conversationId}
        id={conversationId}
        messageId={pane?.kind === "thread" ? null : (here?.messageId ?? null)}
        isCovered={pane !== null && !isWide}
      />
      {pane ? (
        <RightPane
          key={`pane of ${conversationId}`}
          pane={pane}
          conversationId={conversationId}
          messageId={here?.messageId ?? null}
        />
      ) : null}
    </>
  );
}

/** If the screen has room beside the list, an address without a conversation opens the last one. True if there is one to open. */
function useDefaultConversation(): boolean {
  const place = usePlace();
  const channels = useChannels();
  const directs = useDirects();
  const { workspace } = useWorkspace();
  const hasRoom = useMedia(roomForList);
  useEffect(() => {
    if (!place || place.view !== null || !hasRoom) return;
    const rows = [...channels, ...directs];
    const last = lastConversation(workspace.id);
    const row =
      rows.find(({ id }) => id === last) ?? rows.find(({ channel_name }) => channel_name === "general") ?? rows[0];
    if (row) go(placeOf(place.slug, targetOf(row)), { replace: true });
  }, [place, channels, directs, workspace.id, hasRoom]);
  return channels.length + directs.length > 0;
}

"use client";

import { useTranslations } from "use-intl";
import { useConversation, useThread } from "../../../client/hooks";
import { shownNameOf } from "../../channels/shown-name";
import { PaneHeader, type PaneHeaderProps } from "../../kit/side-pane";
import { ThreadBody, ThreadWaiting } from "./thread-body";

export type ThreadPaneProps = Pick<PaneHeaderProps, "onBack" | "onClose"> & {
  rootId: string;
  conversationId: string;
  messageId: string | null;
};

/** A thread in the right pane. */
export function ThreadPane({ rootId, conversationId, messageId, ...ways }: ThreadPaneProps) {
  const t = useTranslations("thread");
  const conversation = useConversation(conversationId);
  const thread = useThread(rootId);
  return (
    <>
      <PaneHeader title={t("title")} {...(conversation && { detail: shownNameOf(conversation) })} {...ways} />
      {conversation ? (
        <ThreadBody rootId={rootId} thread={thread} conversation={conversation} messageId={messageId} />
      ) : (
        <ThreadWaiting />
      )}
    </>
  );
}

"use client";

import { memo, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useConversation, useEngine, useOpenConversation } from "../../client/hooks";
import { Button } from "../kit/button";
import { classNames } from "../kit/class-names";
import { EmptyState } from "../kit/empty-state";
import { useLeavesWhenCovered } from "../kit/focus";
import { useWorkspace } from "../session/use-workspace";
import { rememberVisit } from "../session/visits";
import { ConversationBody } from "./conversation-body";
import { ConversationHeader } from "./conversation-header";
import { MessagesWaiting } from "./conversation-waiting";
import { MissingConversation } from "./missing-conversation";
import { usePlaceLoaded } from "./pane/kept-places";

export type ConversationProps = {
  id: string;
  /** The message the address points to. */
  messageId: string | null;
  /** If both do not fit, the right pane covers the conversation, which keeps its size and position. */
  isCovered: boolean;
};

/** A conversation: its header, messages and composer. */
export const Conversation = memo(function Conversation({ id, messageId, isCovered }: ConversationProps) {
  const t = useTranslations("conversation");
  const { workspace } = useWorkspace();
  const { status, marker_seq } = useOpenConversation(id);
  const conversation = useConversation(id);
  const isPlaced = usePlaceLoaded(id, messageId, status === "ready");
  const pane = useRef<HTMLElement>(null);
  useLeavesWhenCovered(pane, isCovered);
  const isKnown = conversation !== undefined;
  useEffect(() => {
    if (isKnown) rememberVisit(workspace.id, id);
  }, [isKnown, workspace.id, id]);
  return (
    <main
      ref={pane}
      data-pane
      aria-label={conversation ? t("label", { name: conversation.name }) : t("loading")}
      className={classNames("flex min-h-0 min-w-0 flex-1 flex-col", isCovered && "unless-swiping:invisible")}
    >
      {conversation ? (
        <ConversationHeader conversation={conversation} />
      ) : (
        <div className="h-(--header) shrink-0 border-line border-b" />
      )}
      {status === "not_found" ? (
        <MissingConversation />
      ) : (
        <ConversationBody
          id={id}
          conversation={conversation}
          markerSeq={marker_seq}
          messageId={messageId}
          isCovered={isCovered}
          waiting={
            status === "ready" && isPlaced ? null : status === "failed" ? <Failed id={id} /> : <MessagesWaiting />
          }
        />
      )}
    </main>
  );
});

function Failed({ id }: { id: string }) {
  const t = useTranslations("conversation");
  const engine = useEngine();
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <EmptyState
        title={t("failed")}
        actions={<Button onClick={() => void engine.timeline.loadLatest(id)}>{t("tryAgain")}</Button>}
      >
        {t("failedLead")}
      </EmptyState>
    </div>
  );
}

"use client";

import { useTranslations } from "use-intl";
import { DetailsPane } from "../channels/details-pane";
import { SidePane } from "../kit/side-pane";
import type { Pane } from "../navigation/place";
import { hasMoved, showPane, useHeld } from "../navigation/use-place";
import { PersonPane } from "../people/person-pane";
import { ThreadPane } from "./thread/thread-pane";

export type RightPaneProps = { pane: Pane; conversationId: string; messageId: string | null };

/** The right pane of a conversation: a thread, the details, or a person. One replaces the other. */
export function RightPane({ pane, conversationId, messageId }: RightPaneProps) {
  const t = useTranslations("conversation");
  const { isPaneBehind, isPaneBrought } = useHeld();
  const onClose = () => showPane(null);
  const ways = { onClose, onBack: isPaneBehind ? () => history.back() : undefined };
  return (
    <SidePane
      label={t(`pane.${pane.kind}`)}
      content={contentOf(pane)}
      isOpened={hasMoved() && !isPaneBrought}
      width={pane.kind === "thread" ? "thread" : "details"}
      onClose={onClose}
    >
      {pane.kind === "thread" ? (
        <ThreadPane
          key={pane.rootId}
          rootId={pane.rootId}
          conversationId={conversationId}
          messageId={messageId}
          {...ways}
        />
      ) : pane.kind === "details" ? (
        <DetailsPane conversationId={conversationId} tab={pane.tab} {...ways} />
      ) : (
        <PersonPane key={pane.userId} userId={pane.userId} {...ways} />
      )}
    </SidePane>
  );
}

/** The tabs of the details are one content: changing the tab moves no focus into the pane. */
function contentOf(pane: Pane): string {
  if (pane.kind === "details") return "details";
  return pane.kind === "thread" ? pane.rootId : pane.userId;
}

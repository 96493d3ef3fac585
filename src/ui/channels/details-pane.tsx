"use client";

import { useTranslations } from "use-intl";
import { useConversation } from "../../client/hooks";
import type { DetailsTab } from "../../domain/wire/places";
import { late } from "../kit/late";
import { LatePart } from "../kit/late-part";
import { PaneHeader, type PaneHeaderProps } from "../kit/side-pane";
import { shownNameOf } from "./shown-name";

const content = late(() => import("./details-content").then((module) => module.DetailsContent));

export type DetailsPaneProps = Pick<PaneHeaderProps, "onBack" | "onClose"> & {
  conversationId: string;
  tab: DetailsTab;
};

/** The details of a conversation in the right pane. */
export function DetailsPane({ conversationId, tab, ...ways }: DetailsPaneProps) {
  const conversation = useConversation(conversationId);
  const t = useTranslations("conversation");
  return (
    <>
      <PaneHeader title={conversation ? shownNameOf(conversation) : t("pane.details")} {...ways} />
      {conversation ? <LatePart of={content} with={{ conversation, tab, onClose: ways.onClose }} /> : null}
    </>
  );
}

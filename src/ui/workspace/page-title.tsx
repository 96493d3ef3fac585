"use client";

import { useEffect } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { useConversation, useUnreadTotals } from "../../client/hooks";
import { withoutControls } from "../../language/controls";
import { usePlace } from "../navigation/use-place";
import { useTarget } from "../navigation/use-target";
import { useWorkspace } from "../session/use-workspace";
import { pageAt } from "./pages";

/** The document's title: the unread state and the current place. In an installed app, the icon shows a count too. */
export function PageTitle() {
  const { workspace } = useWorkspace();
  const format = useFormatter();
  const { mention_count, is_at_least, unread_conversations } = useUnreadTotals();
  const { conversationId } = useTarget();
  const conversation = useConversation(conversationId ?? "");
  const t = useTranslations();
  const page = pageAt(usePlace());
  const name = conversation ? `${conversation.kind === "direct" ? "" : "#"}${conversation.name}` : page?.title(t);
  const where = name === undefined ? "" : `${name} · `;
  const count =
    mention_count > 0
      ? `(${format.number(mention_count)}${is_at_least ? "+" : ""}) `
      : unread_conversations > 0
        ? "• "
        : "";
  const title = withoutControls(`${count}${where}${workspace.name}`);
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    if (!("setAppBadge" in navigator)) return;
    const done = unread_conversations > 0 ? navigator.setAppBadge(unread_conversations) : navigator.clearAppBadge();
    // A browser may offer the badge but refuse it to a page that is not installed.
    done.catch(() => {});
  }, [unread_conversations]);
  return null;
}

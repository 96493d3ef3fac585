"use client";

import { Ellipsis, MessageSquareReply, Pencil, Quote } from "lucide-react";
import { useTranslations } from "use-intl";
import { IconButton } from "../kit/icon-button";
import { MenuButton } from "../kit/menu-button";
import { useTabStop } from "../kit/tab-stop";
import { useMessageMenu } from "./message-menu";
import { ReactButton } from "./reaction-bar";
import type { MessageActions, MessageItem, MessagePermissions } from "./types";

export type HoverBarProps = {
  item: MessageItem;
  actions: MessageActions;
  permissions: MessagePermissions;
  /** While something opened from the bar is open, the bar must stay. */
  onOpenChange: (open: boolean) => void;
};

/** The actions floating over the corner of the message under the pointer or focus. */
export function HoverBar({ item, actions, permissions, onOpenChange }: HoverBarProps) {
  const t = useTranslations("message");
  const tabIndex = useTabStop();
  const menuOf = useMessageMenu(actions, () => permissions);
  const { message } = item;
  const { onReact, onOpenThread, onQuote, onEdit } = actions;
  return (
    // If the message starts above the view, the bar stays visible.
    <div className="pointer-events-none absolute end-4 -top-4 bottom-0 z-10 sm:end-6 touch:-top-8">
      <div
        role="toolbar"
        aria-label={t("actions")}
        className="pointer-events-auto sticky top-1 flex rounded-lg border border-line-mid bg-raised p-px"
      >
        {onReact ? <ReactButton message={message} onReact={onReact} onOpenChange={onOpenChange} /> : null}
        {onOpenThread ? (
          <IconButton
            icon={MessageSquareReply}
            label={t("reply")}
            shortcut="R"
            size="small"
            tabIndex={tabIndex}
            onClick={() => onOpenThread(message)}
          />
        ) : null}
        {onQuote ? (
          <IconButton
            icon={Quote}
            label={t("quote")}
            shortcut=">"
            size="small"
            tabIndex={tabIndex}
            onClick={() => onQuote(message)}
          />
        ) : null}
        {onEdit && permissions.canEdit ? (
          <IconButton
            icon={Pencil}
            label={t("edit")}
            shortcut="E"
            size="small"
            tabIndex={tabIndex}
            onClick={() => onEdit(message)}
          />
        ) : null}
        <MenuButton
          align="end"
          items={menuOf(item)}
          onOpenChange={onOpenChange}
          trigger={<IconButton icon={Ellipsis} label={t("more")} size="small" tabIndex={tabIndex} />}
        />
      </div>
    </div>
  );
}

"use client";

import { Ellipsis, Reply } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "../kit/class-names";
import { IconButton } from "../kit/icon-button";
import { MenuButton } from "../kit/menu-button";
import { useTabStop } from "../kit/tab-stop";
import { frequentEmoji } from "../session/frequent-emoji";
import { useMessageMenu } from "./message-menu";
import { QuickReaction } from "./quick-reaction";
import { ReactButton } from "./reaction-bar";
import type { MessageActions, MessageItem, MessagePermissions } from "./types";

export type HoverBarProps = {
  item: MessageItem;
  /** Above its row, so that it does not cover what stands in the corner. */
  isRaised: boolean;
  actions: MessageActions;
  permissions: MessagePermissions;
  /** While something opened from the bar is open, the bar must stay. */
  onOpenChange: (open: boolean) => void;
};

const quickMax = 3;

/** The actions at the end of the first line of the message under the pointer or focus: one's usual reactions, reply, and a menu of all. */
export function HoverBar({ item, isRaised, actions, permissions, onOpenChange }: HoverBarProps) {
  const t = useTranslations("message");
  const tabIndex = useTabStop();
  const menuOf = useMessageMenu(actions, () => permissions);
  const { message } = item;
  const { onReact, onOpenThread } = actions;
  return (
    // If the message starts above the view, the bar stays visible.
    <div className={classNames("pointer-events-none absolute end-2 bottom-0 z-10", beside, isRaised ? raised : inLine)}>
      <div role="toolbar" aria-label={t("actions")} className={bar}>
        {onReact ? (
          <>
            <QuickReactions item={item} actions={actions} />
            <ReactButton message={message} onReact={onReact} onOpenChange={onOpenChange} />
            <span aria-hidden="true" className="mx-0.5 my-1 w-px bg-line" />
          </>
        ) : null}
        {onOpenThread ? (
          <IconButton
            icon={Reply}
            label={t("reply")}
            shortcut="R"
            size="small"
            tabIndex={tabIndex}
            onClick={() => onOpenThread(message)}
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

/** In the middle of the row's first line. */
const inLine = "top-[calc(var(--row-pad)+(var(--body-line)-var(--bar-size))/2)]";

/** Where the pane has room for the bar beside the column, it covers nothing. */
const beside = "@min-[1160px]/pane:start-full @min-[1160px]/pane:end-auto @min-[1160px]/pane:-ms-2";

/** Code is wider than the column. */
const raised = "-top-6";

const bar =
  "pointer-events-auto sticky top-1 flex rounded-md bg-raised ring-1 ring-line-mid [&>button]:size-(--bar-size) [&_svg]:size-4.5 touch:-mt-8";

/** The person's most used emoji. They keep their places for as long as the bar is there. */
function QuickReactions({ item: { message }, actions }: Pick<HoverBarProps, "item" | "actions">) {
  const [quick] = useState(() => frequentEmoji(quickMax));
  return quick.map((emoji) => (
    <QuickReaction key={emoji} message={message} emoji={emoji} actions={actions} className={quickButton} />
  ));
}

const quickButton = "rounded-md text-base touch:min-h-11 touch:min-w-11";

"use client";

import { SmilePlus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { EmojiButton } from "../emoji/emoji-button";
import { Sheet, type SheetProps } from "../kit/sheet";
import { frequentEmoji } from "../session/frequent-emoji";
import { QuickReaction } from "./quick-reaction";
import type { MessageActions, MessageItem } from "./types";

export type MessageSheetProps = Pick<SheetProps, "items" | "pressed" | "onClose"> & {
  item: MessageItem;
  actions: MessageActions;
};

/** The actions of the message under a finger: one's usual reactions, all other emoji, and the menu. */
export function MessageSheet({ item, actions, ...rest }: MessageSheetProps) {
  const t = useTranslations("message");
  const mayReact = actions.onReact !== undefined && item.message.deleted_at === null;
  return (
    <Sheet
      {...rest}
      label={t("actions")}
      head={mayReact ? <Reactions item={item} actions={actions} onClose={rest.onClose} /> : null}
    />
  );
}

const quickMax = 6;

type ReactionsProps = Pick<MessageSheetProps, "item" | "actions" | "onClose">;

function Reactions({ item: { message }, actions, onClose }: ReactionsProps) {
  const t = useTranslations("message");
  const [quick] = useState(() => frequentEmoji(quickMax));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <div role="group" aria-label={t("react")} className="relative flex shrink-0 justify-between px-4 pt-1 pb-3">
      {quick.map((emoji) => (
        <QuickReaction
          key={emoji}
          message={message}
          emoji={emoji}
          actions={actions}
          onPicked={onClose}
          className="size-11 rounded-full! text-xl"
          offClassName="bg-hover"
        />
      ))}
      <EmojiButton
        icon={SmilePlus}
        label={t("reactOther")}
        align="end"
        className="size-11 rounded-full! bg-hover"
        onPick={(emoji) => {
          actions.onReact?.(message, emoji);
          onClose();
        }}
      />
    </div>
  );
}

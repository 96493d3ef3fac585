"use client";

import { SmilePlus } from "lucide-react";
import { useTranslations } from "use-intl";
import { emojiOf, shortcodeOf } from "../../domain/emoji";
import type { MessageResource } from "../../domain/messages";
import { EmojiButton } from "../emoji/emoji-button";
import { classNames } from "../kit/class-names";
import { useTabStop } from "../kit/tab-stop";
import type { MessageActions } from "./types";

export type ReactionBarProps = { message: MessageResource; actions: MessageActions };

/** The reactions of a message; a click adds one's own or takes it back. */
export function ReactionBar({ message, actions }: ReactionBarProps) {
  const t = useTranslations("message");
  const tabIndex = useTabStop();
  const { onReact, onUnreact } = actions;
  if (message.reactions.length === 0) return null;
  return (
    <div className="mt-1 flex flex-wrap items-center gap-1">
      {message.reactions.map(({ emoji, count, reacted_by_me }) => {
        const toggle = reacted_by_me ? onUnreact : onReact;
        const name = shortcodeOf(emoji) ?? emoji;
        return (
          <button
            key={emoji}
            type="button"
            tabIndex={tabIndex}
            disabled={!toggle}
            aria-pressed={reacted_by_me}
            aria-label={t(reacted_by_me ? "reactionRemove" : "reactionAdd", { emoji: name, count })}
            onClick={() => toggle?.(message, emoji)}
            className={classNames(chip, reacted_by_me ? "border-accent bg-accent-soft text-accent" : idle)}
          >
            <span className="text-base leading-none">{emojiOf(emoji) ?? emoji}</span>
            <span className="tabular-nums">{count}</span>
          </button>
        );
      })}
      {onReact ? <ReactButton message={message} onReact={onReact} className="h-6 w-8 rounded-full" /> : null}
    </div>
  );
}

export type ReactButtonProps = {
  message: MessageResource;
  onReact: (message: MessageResource, emoji: string) => void;
  onOpenChange?: (open: boolean) => void;
  className?: string;
};

/** Opens the emoji picker for a new reaction. */
export function ReactButton({ message, onReact, onOpenChange, className = "" }: ReactButtonProps) {
  const t = useTranslations("message");
  const tabIndex = useTabStop();
  return (
    <EmojiButton
      icon={SmilePlus}
      label={t("react")}
      size="small"
      align="end"
      tabIndex={tabIndex}
      className={className}
      onOpenChange={onOpenChange}
      onPick={(emoji) => onReact(message, emoji)}
    />
  );
}

const chip =
  "inline-flex h-6 cursor-default select-none items-center gap-1 rounded-full border px-2 font-medium text-xs touch:h-9 touch:px-3";
const idle = "border-line bg-panel text-muted enabled:hover:border-line-strong";

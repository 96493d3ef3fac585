"use client";

import { useTranslations } from "use-intl";
import { spokenEmoji } from "../../domain/reactions/emoji";
import { useEmojiNames } from "../emoji/use-emoji-names";
import { classNames } from "../kit/class-names";
import { useTabStop } from "../kit/tab-stop";
import { tooltipProps } from "../kit/tooltip";
import type { MessageActions, MessageItem } from "./types";

export type QuickReactionProps = {
  message: MessageItem["message"];
  emoji: string;
  actions: MessageActions;
  onPicked?: () => void;
  className: string;
  /** While the person has not reacted with it. */
  offClassName?: string;
};

/** A button that reacts with one emoji, or takes the person's own reaction back. */
export function QuickReaction(props: QuickReactionProps) {
  const { message, emoji, actions, onPicked, className, offClassName } = props;
  const t = useTranslations("message");
  const tabIndex = useTabStop();
  useEmojiNames();
  const isOn = message.reactions.some((one) => one.emoji === emoji && one.reacted_by_me);
  const label = t("reactWith", { emoji: spokenEmoji(emoji) });
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      aria-pressed={isOn}
      aria-label={label}
      onClick={() => {
        (isOn ? actions.onUnreact : actions.onReact)?.(message, emoji);
        onPicked?.();
      }}
      className={classNames(look, className, isOn ? "bg-accent-soft ring-1 ring-accent ring-inset" : offClassName)}
      {...tooltipProps(label)}
    >
      {emoji}
    </button>
  );
}

const look =
  "inline-flex cursor-default select-none items-center justify-center leading-none hover:bg-hover active:bg-pressed";

"use client";

import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import type { MessageResource } from "../../domain/messages/rules";
import { emojiOf, shortcodeOf, spokenEmoji } from "../../domain/reactions/emoji";
import { useEmojiNames } from "../emoji/use-emoji-names";
import { classNames } from "../kit/class-names";
import { useTabStop } from "../kit/tab-stop";
import { tooltipProps } from "../kit/tooltip";
import type { MessageActions } from "./types";

export type ReactionChipProps = {
  message: MessageResource;
  reaction: MessageResource["reactions"][number];
  /** It has just come, and shows so. */
  isFresh: boolean;
  actions: MessageActions;
};

const namesMax = 12;

/** A reaction with its count. A click adds the user's own or removes it; a tooltip lists who reacted. */
export function ReactionChip({ message, reaction, isFresh, actions }: ReactionChipProps) {
  const t = useTranslations("message");
  const format = useFormatter();
  const tabIndex = useTabStop();
  const [who, setWho] = useState<{ count: number; text: string } | null>(null);
  const { emoji, count, reacted_by_me } = reaction;
  const toggle = reacted_by_me ? actions.onUnreact : actions.onReact;
  useEmojiNames();
  const label = t(reacted_by_me ? "reactionRemove" : "reactionAdd", { emoji: spokenEmoji(emoji), count });

  async function askWho() {
    if (!actions.reactorsOf || who?.count === count) return;
    const names = await actions.reactorsOf(message, emoji);
    if (names.length === 0) return;
    const rest = names.length - namesMax;
    const shown = rest > 0 ? [...names.slice(0, namesMax), t("andOthers", { count: rest })] : names;
    setWho({ count, text: t("reactionBy", { names: format.list(shown), emoji: `:${shortcodeOf(emoji) ?? emoji}:` }) });
  }

  return (
    <button
      type="button"
      tabIndex={tabIndex}
      disabled={!toggle}
      aria-pressed={reacted_by_me}
      aria-label={label}
      onPointerEnter={() => void askWho()}
      onFocus={() => void askWho()}
      onClick={() => toggle?.(message, emoji)}
      className={classNames(chip, reacted_by_me ? own : idle, isFresh && "mark-motion")}
      {...tooltipProps(who?.count === count ? who.text : label)}
    >
      <span className="text-base leading-none">{emojiOf(emoji) ?? emoji}</span>
      <span className="tabular-nums">{count}</span>
    </button>
  );
}

const chip =
  "relative inline-flex h-6 cursor-default select-none items-center gap-1 rounded-full border px-2 font-medium text-xs touch:h-9 touch:px-3 touch:after:absolute touch:after:inset-x-0 touch:after:-inset-y-1";
const own = "border-accent bg-accent-soft text-accent";
const idle = "border-line-mid text-muted enabled:hover:border-line-strong enabled:hover:bg-hover";

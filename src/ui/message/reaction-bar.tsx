"use client";

import { SmilePlus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { MessageResource } from "../../domain/messages/rules";
import { EmojiButton } from "../emoji/emoji-button";
import { useTabStop } from "../kit/tab-stop";
import { ReactionChip } from "./reaction-chip";
import type { MessageActions } from "./types";

export type ReactionBarProps = { message: MessageResource; actions: MessageActions };

/** The reactions to a message. A click adds the user's own or removes it. */
export function ReactionBar({ message, actions }: ReactionBarProps) {
  const { onReact } = actions;
  // What is here with the row is here; what comes later shows that it comes.
  const [first] = useState(() => new Set(message.reactions.map(({ emoji }) => emoji)));
  if (message.reactions.length === 0) return null;
  return (
    <div className="mt-1 mb-0.5 flex flex-wrap items-center gap-1">
      {message.reactions.map((reaction) => (
        <ReactionChip
          key={reaction.emoji}
          message={message}
          reaction={reaction}
          isFresh={!first.has(reaction.emoji)}
          actions={actions}
        />
      ))}
      {onReact ? <ReactButton message={message} onReact={onReact} className={chipButton} /> : null}
    </div>
  );
}

const chipButton =
  "relative h-6 w-8 rounded-full! border border-line-mid hover:border-line-strong touch:min-h-9! touch:after:absolute touch:after:inset-x-0 touch:after:-inset-y-1";

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

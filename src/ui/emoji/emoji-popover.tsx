"use client";

import { type ReactElement, useState } from "react";
import { Popover } from "../kit/popover";
import type { EmojiButtonProps } from "./emoji-button";
import { EmojiPicker } from "./emoji-picker";

export type EmojiPopoverProps = EmojiButtonProps & { trigger: ReactElement<Record<string, unknown>> };

/** The emoji picker above its button; picking closes it. */
export function EmojiPopover({ trigger, label, onPick, onOpenChange, align = "start" }: EmojiPopoverProps) {
  const [isOpen, setIsOpen] = useState(false);
  function change(open: boolean) {
    setIsOpen(open);
    onOpenChange?.(open);
  }
  return (
    <Popover open={isOpen} onOpenChange={change} side="top" align={align} label={label} trigger={trigger}>
      <EmojiPicker
        onPick={(emoji) => {
          change(false);
          onPick(emoji);
        }}
      />
    </Popover>
  );
}

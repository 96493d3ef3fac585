"use client";

import { useState } from "react";
import { Popover, type PopoverProps } from "../kit/popover";
import { EmojiPicker } from "./emoji-picker";

export type EmojiPopoverProps = Omit<PopoverProps, "children" | "side" | "className"> & {
  onPick: (emoji: string) => void;
};

/** The emoji picker above its button. Picking closes it. */
export function EmojiPopover({ onPick, ...rest }: EmojiPopoverProps) {
  const { open } = rest;
  // Each opening begins with an empty search, also while the one before is still fading out.
  const [opened, setOpened] = useState({ open, count: 0 });
  if (opened.open !== open) setOpened({ open, count: opened.count + (open ? 1 : 0) });
  return (
    <Popover {...rest} side="top">
      <EmojiPicker
        key={opened.count}
        onPick={(emoji) => {
          rest.onClose();
          onPick(emoji);
        }}
      />
    </Popover>
  );
}

"use client";

import { Popover, type PopoverProps } from "../kit/popover";
import { EmojiPicker } from "./emoji-picker";

export type EmojiPopoverProps = Omit<PopoverProps, "children" | "side" | "className"> & {
  onPick: (emoji: string) => void;
};

/** The emoji picker above its button. Picking closes it. */
export function EmojiPopover({ onPick, ...rest }: EmojiPopoverProps) {
  return (
    <Popover {...rest} side="top">
      <EmojiPicker
        onPick={(emoji) => {
          rest.onClose();
          onPick(emoji);
        }}
      />
    </Popover>
  );
}

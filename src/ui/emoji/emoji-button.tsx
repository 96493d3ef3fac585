"use client";

import type { LucideIcon } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../kit/icon-button";
import { late, useLate } from "../kit/late";
import { WaitingDialog } from "../kit/waiting-dialog";

/** With the names that its search needs: an Enter finds what was typed. */
const popover = late(async () => {
  const [{ EmojiPopover }] = await Promise.all([
    import("./emoji-popover"),
    import("../../domain/reactions/emoji-names"),
  ]);
  return EmojiPopover;
});

export type EmojiButtonProps = {
  icon: LucideIcon;
  label: string;
  onPick: (emoji: string) => void;
  onOpenChange?: ((open: boolean) => void) | undefined;
  align?: "start" | "end";
  size?: "small" | "medium";
  tabIndex?: number | undefined;
  className?: string;
};

/** A button that opens the emoji picker. The picker's code is fetched when the user is about to open it. */
export function EmojiButton({ onPick, onOpenChange, align = "start", ...look }: EmojiButtonProps) {
  const [button, setButton] = useState<HTMLElement | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const { Part: EmojiPopover, hasFailed } = useLate(popover, isOpen);
  function change(open: boolean) {
    setIsOpen(open);
    setWasOpened(true);
    onOpenChange?.(open);
  }
  const close = () => change(false);
  return (
    <>
      <IconButton
        {...look}
        ref={setButton}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        data-popup-open={isOpen ? "" : undefined}
        onPointerEnter={popover.want}
        onFocus={popover.want}
        onClick={() => change(!isOpen)}
      />
      {wasOpened && EmojiPopover ? (
        <EmojiPopover anchor={button} open={isOpen} onClose={close} label={look.label} align={align} onPick={onPick} />
      ) : null}
      {isOpen && !EmojiPopover ? (
        <WaitingDialog isForList hasFailed={hasFailed} onRetry={popover.retry} onClose={close} />
      ) : null}
    </>
  );
}

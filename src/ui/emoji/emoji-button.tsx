"use client";

import type { LucideIcon } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../kit/icon-button";
import { late, useLate } from "../kit/late";
import { WaitingDialog } from "../kit/waiting-dialog";

/** Enter picks the first emoji found, so the picker waits briefly for the names that the search needs. */
const namesPatienceMs = 500;

const popover = late(async () => {
  const names = import("../../domain/reactions/emoji-names").catch(() => undefined);
  const patience = new Promise((resolve) => setTimeout(resolve, namesPatienceMs));
  const [{ EmojiPopover }] = await Promise.all([import("./emoji-popover"), Promise.race([names, patience])]);
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
      {isOpen && !EmojiPopover ? <WaitingDialog hasFailed={hasFailed} onRetry={popover.retry} onClose={close} /> : null}
    </>
  );
}

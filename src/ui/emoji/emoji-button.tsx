"use client";

import type { LucideIcon } from "lucide-react";
import { Suspense } from "react";
import { IconButton } from "../kit/icon-button";
import { late } from "../kit/late";

const WithPicker = late(() => import("./emoji-popover").then((module) => module.EmojiPopover), { ahead: true });

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

/** A button that opens the emoji picker. It looks the same before the picker has been fetched. */
export function EmojiButton(props: EmojiButtonProps) {
  const { icon, label, size = "medium", tabIndex, className = "" } = props;
  const plain = <IconButton icon={icon} label={label} size={size} tabIndex={tabIndex} className={className} />;
  return (
    <Suspense fallback={plain}>
      <WithPicker {...props} trigger={plain} />
    </Suspense>
  );
}

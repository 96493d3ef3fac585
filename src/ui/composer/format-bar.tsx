"use client";

import { Bold, Code, Italic, Smile, Strikethrough } from "lucide-react";
import { memo } from "react";
import { useTranslations } from "use-intl";
import { EmojiButton } from "../emoji/emoji-button";
import { IconButton } from "../kit/icon-button";
import type { Format } from "./message-text-area";

export type FormatBarProps = { onFormat: (format: Format) => void; onEmoji: (emoji: string) => void };

const buttons = [
  { format: "bold", icon: Bold, shortcut: "Ctrl+B" },
  { format: "italic", icon: Italic, shortcut: "Ctrl+I" },
  { format: "strike", icon: Strikethrough, shortcut: "Ctrl+Shift+X" },
  { format: "code", icon: Code, shortcut: "Ctrl+Shift+C" },
] as const;

/** Buttons for the formatting shortcuts, and the emoji picker. Keep the functions stable: text is typed beside it. */
export const FormatBar = memo(function FormatBar({ onFormat, onEmoji }: FormatBarProps) {
  const t = useTranslations("composer");
  return (
    <div role="toolbar" aria-label={t("formatting")} className="flex items-center">
      <EmojiButton icon={Smile} label={t("emoji")} onPick={onEmoji} />
      <div className="hidden items-center sm:flex">
        {buttons.map(({ format, icon, shortcut }) => (
          <IconButton key={format} icon={icon} label={t(format)} shortcut={shortcut} onClick={() => onFormat(format)} />
        ))}
      </div>
    </div>
  );
});

"use client";

import { Bold, Code, Italic, Smile, Strikethrough } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { EmojiPicker } from "../emoji/emoji-picker";
import { IconButton, PlainIconButton } from "../kit/icon-button";
import { Popover } from "../kit/popover";
import type { Format } from "./message-text-area";

export type FormatBarProps = { onFormat: (format: Format) => void; onEmoji: (emoji: string) => void };

const buttons = [
  { format: "bold", icon: Bold, shortcut: "Ctrl+B" },
  { format: "italic", icon: Italic, shortcut: "Ctrl+I" },
  { format: "strike", icon: Strikethrough, shortcut: "Ctrl+Shift+X" },
  { format: "code", icon: Code, shortcut: "Ctrl+Shift+C" },
] as const;

/** Buttons for what the formatting keys do, and the emoji. */
export function FormatBar({ onFormat, onEmoji }: FormatBarProps) {
  const t = useTranslations("composer");
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div role="toolbar" aria-label={t("formatting")} className="flex items-center">
      <Popover
        open={isOpen}
        onOpenChange={setIsOpen}
        side="top"
        label={t("emoji")}
        trigger={<PlainIconButton icon={Smile} label={t("emoji")} />}
      >
        <EmojiPicker
          onPick={(emoji) => {
            setIsOpen(false);
            onEmoji(emoji);
          }}
        />
      </Popover>
      <div className="hidden items-center sm:flex">
        {buttons.map(({ format, icon, shortcut }) => (
          <IconButton key={format} icon={icon} label={t(format)} shortcut={shortcut} onClick={() => onFormat(format)} />
        ))}
      </div>
    </div>
  );
}

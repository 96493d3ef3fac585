"use client";

import { AtSign, Bold, Code, Italic, Smile, Strikethrough } from "lucide-react";
import { memo } from "react";
import { useTranslations } from "use-intl";
import { EmojiButton } from "../emoji/emoji-button";
import { IconButton } from "../kit/icon-button";
import type { Format } from "./message-text-area";

export type FormatBarProps = { onFormat: (format: Format) => void; onInsert: (text: string) => void };

const buttons = [
  { format: "bold", icon: Bold, shortcut: "Ctrl+B" },
  { format: "italic", icon: Italic, shortcut: "Ctrl+I" },
  { format: "strike", icon: Strikethrough, shortcut: "Ctrl+Shift+X" },
  { format: "code", icon: Code, shortcut: "Ctrl+Shift+C" },
] as const;

/** The emoji picker, the beginning of a mention, and buttons for the formatting shortcuts. Keep the functions stable: text is typed beside it. */
export const FormatBar = memo(function FormatBar({ onFormat, onInsert }: FormatBarProps) {
  const t = useTranslations("composer");
  return (
    <div role="toolbar" aria-label={t("formatting")} className="flex items-center [&_svg]:size-4.5">
      <EmojiButton icon={Smile} label={t("emoji")} onPick={onInsert} />
      <IconButton icon={AtSign} label={t("mention")} onClick={() => onInsert("@")} />
      <div className="flex items-center max-[22rem]:hidden">
        {buttons.map(({ format, icon, shortcut }) => (
          <IconButton
            key={format}
            icon={icon}
            label={t(format)}
            shortcut={shortcut}
            onClick={() => onFormat(format)}
            // A phone has room for three.
            className={format === "strike" ? "max-sm:hidden" : ""}
          />
        ))}
      </div>
    </div>
  );
});

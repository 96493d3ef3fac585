"use client";

import { ArrowUp } from "lucide-react";
import { useTranslations } from "use-intl";
import { tooltipProps } from "../kit/tooltip";

/** Sends the message. It has the accent once there is something to send. */
export function SendButton({ onClick, disabled }: { onClick: () => void; disabled: boolean }) {
  const t = useTranslations("composer");
  return (
    <button
      type="button"
      aria-label={t("send")}
      onClick={onClick}
      disabled={disabled}
      {...tooltipProps(t("send"), { shortcut: "Enter" })}
      className="inline-flex size-8 shrink-0 items-center justify-center rounded-lg bg-accent-fill text-on-fill enabled:hover:bg-accent-fill-hover disabled:bg-pressed disabled:text-muted touch:size-11"
    >
      <ArrowUp className="size-4.5" />
    </button>
  );
}

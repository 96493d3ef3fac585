"use client";

import { ArrowUp } from "lucide-react";
import { useTranslations } from "use-intl";
import { tooltipProps } from "../kit/tooltip";

/** Sends the message. It has the accent once there is something to send. A finger's target is larger than what is drawn. */
export function SendButton({ onClick, disabled }: { onClick: () => void; disabled: boolean }) {
  const t = useTranslations("composer");
  return (
    <button
      type="button"
      aria-label={t("send")}
      onClick={onClick}
      disabled={disabled}
      {...tooltipProps(t("send"), { shortcut: "Enter" })}
      className="group inline-flex size-8 shrink-0 items-center justify-center rounded-lg touch:size-11"
    >
      <span className="flex size-8 items-center justify-center rounded-lg bg-accent-fill text-on-fill group-enabled:group-hover:bg-accent-fill-hover group-disabled:bg-pressed group-disabled:text-muted touch:size-9">
        <ArrowUp className="size-4.5" />
      </span>
    </button>
  );
}

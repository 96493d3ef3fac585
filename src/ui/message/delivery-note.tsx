"use client";

import { Clock } from "lucide-react";
import { useTranslations } from "use-intl";
import { useTabStop } from "../kit/tab-stop";
import type { MessageActions, MessageItem } from "./types";

/** A small clock right after the text if sending takes a while. It takes no room, so that nothing moves when it goes. */
export function PendingClock() {
  const t = useTranslations("message");
  return (
    // Behind code or a table it stands beside the last line.
    <span className="appear-later relative inline-block h-0 w-0 text-faint [div>&]:-mt-1.5 [div>&]:*:-start-4.5">
      <Clock role="img" aria-label={t("pending")} className="absolute start-1.5 -top-2.5 size-3" />
    </span>
  );
}

/** Retry and discard below a message that could not be sent. */
export function FailureNote({ item, actions }: { item: MessageItem; actions: MessageActions }) {
  const t = useTranslations("message");
  const tabIndex = useTabStop();
  const { message, delivery } = item;
  if (delivery?.state !== "failed") return null;
  const { onRetry, onDiscard } = actions;
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-danger text-sm">
      <span>{delivery.reason ? t("failedBecause", { reason: delivery.reason }) : t("failed")}</span>
      {onRetry ? (
        <button type="button" tabIndex={tabIndex} onClick={() => onRetry(message)} className={link}>
          {t("retry")}
        </button>
      ) : null}
      {onDiscard ? (
        <button type="button" tabIndex={tabIndex} onClick={() => onDiscard(message)} className={link}>
          {t("discard")}
        </button>
      ) : null}
    </p>
  );
}

const link = "rounded-sm font-medium underline underline-offset-2 touch:min-h-11 touch:px-2";

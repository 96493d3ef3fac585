"use client";

import { Clock } from "lucide-react";
import { useTranslations } from "use-intl";
import { useTabStop } from "../kit/tab-stop";
import type { MessageActions, MessageItem } from "./types";

/** Nothing at first; a small clock if sending takes a while; retry and discard if it failed. */
export function DeliveryNote({ item, actions }: { item: MessageItem; actions: MessageActions }) {
  const t = useTranslations("message");
  const tabIndex = useTabStop();
  const { message, delivery } = item;
  if (!delivery) return null;
  if (delivery.state === "pending") {
    return (
      <span className="pending-delay absolute end-2 bottom-1 flex text-faint sm:end-4">
        <Clock role="img" aria-label={t("pending")} className="size-3" />
      </span>
    );
  }
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

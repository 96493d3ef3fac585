"use client";

import { Pin } from "lucide-react";
import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";
import { classNames } from "../kit/class-names";
import { IconButton } from "../kit/icon-button";
import { usePaneButton } from "../navigation/use-pane-button";
import { usePins } from "./use-pins";

/** The button in a channel's header that opens its pins, with their number. There is none where nothing is pinned and the viewer may not pin. */
export function PinsButton({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("pins");
  const count = usePins(conversation.id).data?.pins.length ?? 0;
  const button = usePaneButton({ kind: "details", tab: "pins" });
  if (count === 0 && !conversation.can_write) return null;
  return (
    <IconButton
      icon={Pin}
      label={count === 0 ? t("open") : t("openCount", { count })}
      tooltipSide="bottom"
      className={classNames("max-sm:hidden", count > 0 && "w-auto gap-1 px-1.5 text-sm tabular-nums")}
      {...button}
    >
      {count === 0 ? null : <span aria-hidden="true">{t("count", { count })}</span>}
    </IconButton>
  );
}

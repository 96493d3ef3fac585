"use client";

import { Pin } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ConversationView } from "../../client/views/shapes";
import { late, useLate } from "../kit/late";
import { tooltipProps } from "../kit/tooltip";
import { WaitingDialog } from "../kit/waiting-dialog";
import { usePins } from "./use-pins";

const dialog = late(() => import("./pins-dialog").then((module) => module.PinsDialog));

/** The button in a channel's header that opens its pins and shows their number. */
export function PinsButton({ conversation }: { conversation: ConversationView }) {
  const t = useTranslations("pins");
  const [isOpen, setOpen] = useState(false);
  const count = usePins(conversation.id).data?.pins.length ?? 0;
  const label = count === 0 ? t("open") : t("openCount", { count });
  const close = () => setOpen(false);
  const { Part: PinsDialog, hasFailed } = useLate(dialog, isOpen);
  return (
    <>
      <button
        type="button"
        aria-label={label}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="inline-flex h-8 min-w-8 shrink-0 cursor-default select-none items-center justify-center gap-1 rounded-md px-2 text-muted text-sm transition-colors hover:bg-hover hover:text-ink active:bg-pressed touch:min-h-11 touch:min-w-11"
        {...tooltipProps(label, { side: "bottom" })}
      >
        <Pin aria-hidden="true" className="size-4" strokeWidth={1.75} />
        {count === 0 ? null : <span className="tabular-nums">{count}</span>}
      </button>
      {isOpen && PinsDialog ? <PinsDialog conversation={conversation} onClose={close} /> : null}
      {isOpen && !PinsDialog ? <WaitingDialog hasFailed={hasFailed} onRetry={dialog.retry} onClose={close} /> : null}
    </>
  );
}

"use client";

import { ArrowUp } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useReadState } from "../../client/hooks";
import { isAtLeast, type ReadState } from "../../domain/read-states/rules";
import { Button } from "../kit/button";
import { useMarkRead } from "./use-mark-read";

export type UnreadBannerProps = { conversationId: string; lastSeq: number; onJump: () => void };

/** Shown when more is unread than loaded. Jumps to the first unread message, or marks everything read. */
export function UnreadBanner({ conversationId, lastSeq, onJump }: UnreadBannerProps) {
  const t = useTranslations("conversation");
  const markRead = useMarkRead();
  const unread = useReadState(conversationId);
  // Stays until the user acts on it: seeing the latest messages marks the others read although nobody saw them.
  const [{ count, more }, setCounted] = useState(() => counted(unread, lastSeq));
  if (count === 0) return null;
  return (
    <div className="absolute inset-x-0 top-4 z-20 mx-auto flex w-fit max-w-[calc(100%-2rem)] items-center whitespace-nowrap gap-1 rounded-full border border-line-mid bg-raised py-1 ps-4 pe-1 text-sm shadow-md touch:top-6">
      <span className="font-medium sm:hidden">{t("unreadShort", { count, more })}</span>
      <span className="hidden font-medium sm:inline">{t("unread", { count, more })}</span>
      <Button size="small" variant="quiet" className="rounded-full" aria-label={t("jumpToFirst")} onClick={onJump}>
        <ArrowUp />
        <span className="sm:hidden">{t("jumpToFirstShort")}</span>
        <span className="hidden sm:inline">{t("jumpToFirst")}</span>
      </Button>
      <Button
        size="small"
        variant="quiet"
        className="rounded-full"
        onClick={() => {
          setCounted(counted(undefined, lastSeq));
          markRead(conversationId, lastSeq);
        }}
      >
        {t("markRead")}
      </Button>
    </div>
  );
}

function counted(unread: ReadState | undefined, lastSeq: number) {
  if (!unread) return { count: 0, more: "no" };
  return { count: unread.unread_count, more: isAtLeast(unread, lastSeq) ? "yes" : "no" };
}

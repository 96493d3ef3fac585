"use client";

import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { useEngine, useReplacedDraft } from "../../../client/hooks";
import { Button } from "../../kit/button";
import { IconButton } from "../../kit/icon-button";

/** Offers to restore a text that a newer one from another tab has replaced, or whose message was deleted while it was edited. */
export function ReplacedDraft({ textKey }: { textKey: string }) {
  const t = useTranslations("composer");
  const { drafts } = useEngine();
  const text = useReplacedDraft(textKey);
  if (text === null) return null;
  return (
    <div role="status" className="mx-3 mt-2 flex items-center gap-2 border-line-strong border-s-2 ps-3 text-sm">
      <div className="min-w-0 flex-1">
        <p className="text-muted">{t("replaced")}</p>
        <p dir="auto" className="truncate text-left">
          {text || t("replacedQuote")}
        </p>
      </div>
      <Button size="small" onClick={() => drafts.bringBack(textKey)}>
        {t("bringBack")}
      </Button>
      <IconButton icon={X} label={t("forgetReplaced")} size="small" onClick={() => drafts.forgetReplaced(textKey)} />
    </div>
  );
}

"use client";

import { useTranslations } from "use-intl";
import { EntranceFrame } from "../entrance/entrance-frame";

/** Shown to everyone at an address without a page. The start page knows where the user belongs. */
export function NotFoundScreen() {
  const t = useTranslations("entrance");
  return (
    <EntranceFrame title={t("notFoundTitle")} lead={t("notFoundLead")}>
      <a href="/" className="self-start font-medium text-accent underline underline-offset-2 touch:py-2.5">
        {t("startAnyway")}
      </a>
    </EntranceFrame>
  );
}

"use client";

import { useTranslations } from "use-intl";
import { EntranceFrame } from "../entrance/entrance-frame";
import { WayOn } from "../entrance/way-on";

/** Shown to everyone at an address without a page. The start page knows where the user belongs. */
export function NotFoundScreen() {
  const t = useTranslations("entrance");
  return (
    <EntranceFrame title={t("notFoundTitle")} lead={t("notFoundLead")}>
      <WayOn href="/">{t("startAnyway")}</WayOn>
    </EntranceFrame>
  );
}

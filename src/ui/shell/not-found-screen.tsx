"use client";

import { useTranslations } from "use-intl";
import { EntranceFrame } from "../entrance/entrance-frame";
import { WayToStart } from "../entrance/way-on";

/** Shown to everyone at an address without a page. The start page knows where the user belongs. */
export function NotFoundScreen() {
  const t = useTranslations("outside");
  return (
    <EntranceFrame isFault title={t("notFoundTitle")} lead={t("notFoundLead")}>
      <WayToStart />
    </EntranceFrame>
  );
}

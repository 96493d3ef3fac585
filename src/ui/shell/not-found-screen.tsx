"use client";

import { useTranslations } from "use-intl";
import { EntranceFrame } from "../entrance/entrance-frame";

/** What stands at an address at which there is no page, for everybody. The start knows where somebody belongs. */
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

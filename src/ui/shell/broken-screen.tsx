"use client";

import { useTranslations } from "use-intl";
import { EntranceFrame } from "../entrance/entrance-frame";
import { Button } from "../kit/button";

/** Shown when a page crashes, with a button to start over. Written text is kept on the device. */
export function BrokenScreen() {
  const t = useTranslations("workspace");
  return (
    <EntranceFrame isFault title={t("broken")} lead={t("brokenLead")}>
      <Button variant="primary" onClick={() => location.reload()}>
        {t("loadAgain")}
      </Button>
    </EntranceFrame>
  );
}

"use client";

import { useTranslations } from "use-intl";
import { Button } from "../kit/button";
import { EmptyState } from "../kit/empty-state";

/** Shown when a page crashes, with a button to start over. Written text is kept on the device. */
export function BrokenScreen() {
  const t = useTranslations("workspace");
  return (
    <main className="flex h-dvh items-center">
      <EmptyState
        title={t("broken")}
        actions={
          <Button variant="primary" onClick={() => location.reload()}>
            {t("loadAgain")}
          </Button>
        }
      >
        {t("brokenLead")}
      </EmptyState>
    </main>
  );
}

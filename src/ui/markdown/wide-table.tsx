"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Sideways } from "./sideways";

/** A table whose words do not break. It scrolls sideways, since a column of single letters is unreadable. */
export function WideTable({ dir, children }: { dir: "auto" | undefined; children: ReactNode }) {
  const t = useTranslations("markdown");
  return (
    <Sideways label={t("wideTable")} dir={dir} className="my-0.5 [overflow-wrap:break-word]">
      <table className="border-collapse">{children}</table>
    </Sideways>
  );
}

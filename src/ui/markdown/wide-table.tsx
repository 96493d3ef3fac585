"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Sideways, wideFrame } from "./sideways";

/** A table whose words do not break. It scrolls sideways, since a column of single letters is unreadable. */
export function WideTable({ dir, children }: { dir: "auto" | undefined; children: ReactNode }) {
  const t = useTranslations("markdown");
  return (
    <Sideways label={t("wideTable")} dir={dir} className={`[overflow-wrap:break-word] ${wideFrame}`}>
      <table className="border-collapse">{children}</table>
    </Sideways>
  );
}

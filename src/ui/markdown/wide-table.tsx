"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Sideways, wideFrame } from "./sideways";

/** A table whose words stay whole: what is too wide is moved sideways, since a column of single letters cannot be read. */
export function WideTable({ dir, children }: { dir: "auto" | undefined; children: ReactNode }) {
  const t = useTranslations("markdown");
  return (
    <Sideways label={t("wideTable")} dir={dir} className={`[overflow-wrap:break-word] ${wideFrame}`}>
      <table className="border-collapse">{children}</table>
    </Sideways>
  );
}

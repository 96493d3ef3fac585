"use client";

import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { IconButton } from "../kit/icon-button";
import { go, usePlace } from "./use-place";

/** The bar above what is in the middle. Where the sidebar has no room beside it, it leads back to that. */
export function PageHeader({ children }: { children: ReactNode }) {
  const t = useTranslations("navigation");
  const place = usePlace();
  return (
    <header
      data-region="header"
      className="flex h-(--header) shrink-0 items-center gap-1 border-line border-b px-2 sm:gap-2 sm:px-4"
    >
      <IconButton
        icon={ArrowLeft}
        label={t("back")}
        tooltipSide="bottom"
        className="md:hidden"
        onClick={() => place && go({ ...place, view: null })}
      />
      {children}
    </header>
  );
}

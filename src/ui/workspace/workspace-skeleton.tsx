"use client";

import { useTranslations } from "use-intl";
import { MessageSkeletons, Skeleton } from "../kit/skeleton";

/** The shape of a workspace while it loads. It stays invisible for the first moments. */
export function WorkspaceSkeleton() {
  const t = useTranslations("workspace");
  return (
    <main aria-busy="true" aria-label={t("loading")} className="flex h-dvh">
      <div className="hidden w-64 shrink-0 flex-col gap-4 border-line border-e bg-panel p-4 md:flex">
        <Skeleton className="h-5 w-32" />
        {widths.map((width) => (
          <Skeleton key={width} className={`h-3 ${width}`} />
        ))}
      </div>
      <div className="flex min-w-0 flex-1 flex-col justify-end pb-24">
        <MessageSkeletons count={6} />
      </div>
    </main>
  );
}

const widths = ["w-40", "w-28", "w-36", "w-24", "w-44", "w-20"];

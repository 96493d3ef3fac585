"use client";

import { ArrowDown } from "lucide-react";
import { useTranslations } from "use-intl";

/** Jumps to the latest message and shows how many are new; `isAtLeast` if not all of them are loaded. */
export function JumpPill({ count, isAtLeast, onJump }: { count: number; isAtLeast: boolean; onJump: () => void }) {
  const t = useTranslations("timeline");
  return (
    <button
      type="button"
      onClick={onJump}
      className="absolute inset-x-0 bottom-3 z-20 mx-auto inline-flex min-h-8 w-fit max-w-[calc(100%-2rem)] items-center whitespace-nowrap gap-2 rounded-full border border-line-mid bg-raised px-3 font-medium text-sm shadow-md hover:bg-hover touch:min-h-11"
    >
      <ArrowDown />
      {count > 0 ? t("newCount", { count, more: isAtLeast ? "yes" : "no" }) : t("jumpToLatest")}
    </button>
  );
}

"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { inSession } from "../kit/tab-storage";

/**
 * The bar over the prerendered page when its code cannot be loaded. `public/early.js` shows it. This component tells that script
 * that the page is running, and that it may reload itself again next time.
 */
export function EarlyFault() {
  const t = useTranslations("connection");
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.documentElement.dataset.running = "";
    if (bar.current) bar.current.hidden = true;
    // Without storage, no page reloads itself.
    inSession((it) => it.removeItem("parley.reloaded"));
  }, []);
  return (
    <div
      ref={bar}
      data-early-fault
      hidden
      suppressHydrationWarning
      role="alert"
      className="fixed inset-x-0 top-0 z-50 flex min-h-8 items-center justify-center gap-2 border-b bg-amber-soft px-4 py-1 text-sm text-amber"
    >
      <span>{t("unloaded")}</span>
      <button
        type="button"
        className="shrink-0 rounded-sm px-1 font-medium underline underline-offset-2 touch:min-h-11 touch:px-3"
      >
        {t("reload")}
      </button>
    </div>
  );
}

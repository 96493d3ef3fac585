"use client";

import { Toast as Base } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { useTranslations } from "use-intl";
import { PlainIconButton } from "./icon-button";

/** Holds the toasts of everything below it, in the lower left corner. */
export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider timeout={6000} limit={3}>
      {children}
      <ToastViewport />
    </Base.Provider>
  );
}

export type ToastOptions = {
  /** Adds an Undo button. */
  onUndo?: () => void;
  /** Another action beside the text. */
  action?: { label: string; onSelect: () => void };
  /** Read out at once and kept longer. */
  urgent?: boolean;
};

/** Gives `show(text, options)`, which returns a function that takes the toast away again. */
export function useToast() {
  const manager = Base.useToastManager();
  const t = useTranslations("kit");
  const { add, close } = manager;
  return useMemo(() => {
    function show(text: string, { onUndo, action, urgent = false }: ToastOptions = {}) {
      const chosen = onUndo ? { label: t("undo"), onSelect: onUndo } : action;
      const id = add({
        description: text,
        priority: urgent ? "high" : "low",
        timeout: chosen || urgent ? 10_000 : 6000,
        ...(chosen && {
          actionProps: {
            children: chosen.label,
            onClick: () => {
              chosen.onSelect();
              close(id);
            },
          },
        }),
      });
      return () => close(id);
    }
    return show;
  }, [add, close, t]);
}

function ToastViewport() {
  const { toasts } = Base.useToastManager();
  const t = useTranslations("kit");
  return (
    <Base.Portal>
      <Base.Viewport
        aria-label={t("notifications")}
        className="fixed inset-x-4 bottom-4 z-50 flex flex-col gap-2 outline-none sm:end-auto sm:w-88"
      >
        {toasts.map((toast) => (
          <Base.Root key={toast.id} toast={toast} swipeDirection={["down", "left"]} className={box}>
            <Base.Content className="flex items-center gap-2 py-1 ps-4 pe-1">
              <Base.Description className="min-w-0 flex-1 py-1" />
              <Base.Action className="min-h-8 rounded-md px-2 font-medium text-accent hover:bg-hover touch:min-h-11" />
              <Base.Close render={<PlainIconButton icon={X} label={t("dismiss")} />} />
            </Base.Content>
          </Base.Root>
        ))}
      </Base.Viewport>
    </Base.Portal>
  );
}

const box =
  "rounded-lg border border-line-strong/60 bg-raised text-ink shadow-lg shadow-black/5 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0";

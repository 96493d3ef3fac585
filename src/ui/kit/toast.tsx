"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { late, useLate } from "./late";
import type { ToastRequest } from "./toast-request";
import { endUndo, offerUndo } from "./undo";

const viewport = late(() => import("./toast-viewport").then((module) => module.ToastViewport));

export type ToastOptions = {
  /** Adds an Undo button. Ctrl+Z undoes it, too, until the next action. */
  onUndo?: () => void;
  /** Another action beside the text. */
  action?: { label: string; onSelect: () => void };
  /** Read out at once and kept longer. */
  urgent?: boolean;
};

/** Shows a toast and returns a function that removes it. */
export type ShowToast = (text: string, options?: ToastOptions) => () => void;

const ToastContext = createContext<ShowToast>(() => () => {});

/** Holds the toasts of everything below it and shows them in a `NoticePlace`. Their code is fetched with the first one. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const t = useTranslations("kit");
  const [requests, setRequests] = useState<ToastRequest[]>([]);
  const nextId = useRef(1);
  const remove = useCallback((id: number) => setRequests((before) => before.filter((one) => one.id !== id)), []);
  const show = useCallback<ShowToast>(
    (text, { onUndo, action, urgent = false } = {}) => {
      const id = nextId.current++;
      const undo = onUndo && (() => [remove(id), endUndo(), onUndo()]);
      if (undo) offerUndo(undo);
      else if (!urgent) endUndo();
      const chosen = undo ? { label: t("undo"), onSelect: undo } : action;
      setRequests((before) => [...before, { id, text, urgent, action: chosen }]);
      return () => remove(id);
    },
    [t, remove],
  );
  const hasShown = useRef(false);
  hasShown.current ||= requests.length > 0;
  const { Part: Toasts } = useLate(viewport, hasShown.current);
  const toasts = useMemo(() => Toasts && <Toasts requests={requests} onClose={remove} />, [Toasts, requests, remove]);
  return (
    <ToastContext value={show}>
      {children}
      {hasShown.current ? toasts : null}
    </ToastContext>
  );
}

export function useToast(): ShowToast {
  return useContext(ToastContext);
}

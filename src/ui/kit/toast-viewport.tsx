"use client";

import { Toast as Base } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "./class-names";
import { IconButton } from "./icon-button";
import { useNoticePlace } from "./notice-place";
import type { ToastRequest } from "./toast-request";
import { useTopLayer } from "./top-layer";

const noticeMs = 2_500;
/** Long enough to change one's mind. */
const actionMs = 5_000;
/** Long enough to read a sentence that one did not expect. */
const urgentMs = 10_000;

export type ToastViewportProps = { requests: ToastRequest[]; onClose: (id: number) => void };

/** The toasts on the screen. Each stays while it is requested, and disappears by itself after a while. */
export function ToastViewport({ requests, onClose }: ToastViewportProps) {
  return (
    <Base.Provider timeout={noticeMs} limit={3}>
      <Requested requests={requests} onClose={onClose} />
      <List />
    </Base.Provider>
  );
}

function Requested({ requests, onClose }: ToastViewportProps) {
  const { add, close } = Base.useToastManager();
  const shown = useRef(new Map<number, string>());
  useEffect(() => {
    const wanted = new Set(requests.map((request) => request.id));
    for (const [id, toastId] of shown.current) {
      if (wanted.has(id)) continue;
      shown.current.delete(id);
      close(toastId);
    }
    for (const { id, text, urgent, action } of requests) {
      if (shown.current.has(id)) continue;
      const toastId = add({
        description: text,
        priority: urgent ? "high" : "low",
        timeout: urgent ? urgentMs : action ? actionMs : noticeMs,
        onClose: () => onClose(id),
        ...(action && { actionProps: { children: action.label, onClick: () => select(action, id) } }),
      });
      shown.current.set(id, toastId);
    }
    function select(action: NonNullable<ToastRequest["action"]>, id: number) {
      action.onSelect();
      onClose(id);
    }
  }, [requests, add, close, onClose]);
  return null;
}

function List() {
  const { toasts } = Base.useToastManager();
  const t = useTranslations("kit");
  const topLayer = useTopLayer();
  const place = useNoticePlace();
  return (
    <Base.Portal container={place ?? topLayer}>
      <Base.Viewport
        aria-label={t("notifications")}
        className={classNames(
          "flex flex-col items-center gap-2 rounded-lg",
          place === undefined ? "fixed inset-x-4 bottom-4 z-50" : toasts.length > 0 && "px-4 py-2",
        )}
      >
        {toasts.map((toast) => (
          // Toasts are stacked vertically: none hides another.
          <Base.Root
            key={toast.id}
            toast={toast}
            aria-label={textOf(toast)}
            aria-hidden={false}
            swipeDirection={["down", "left"]}
            className={box}
          >
            <Base.Content className="flex items-center gap-1 py-0.5 ps-4 pe-1 text-sm">
              <Base.Description
                title={textOf(toast)}
                className={classNames("min-w-0 flex-1 pe-2", toast.priority === "high" ? wrapped : "truncate")}
              />
              <Base.Action className="min-h-7 shrink-0 rounded-md px-2 font-medium text-accent hover:bg-hover touch:min-h-11" />
              <Base.Close aria-hidden={false} render={<IconButton icon={X} size="small" label={t("dismiss")} />} />
            </Base.Content>
          </Base.Root>
        ))}
      </Base.Viewport>
    </Base.Portal>
  );
}

function textOf({ description }: { readonly description?: ReactNode }): string | undefined {
  return typeof description === "string" ? description : undefined;
}

/** What went wrong is read to its end. */
const wrapped = "py-1 [overflow-wrap:anywhere]";

const box =
  "w-fit max-w-[min(25rem,100%)] rounded-lg border border-line-mid bg-raised text-ink transition-opacity data-limited:hidden data-ending-style:opacity-0 data-starting-style:opacity-0";

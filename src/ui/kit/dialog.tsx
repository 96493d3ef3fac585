"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactElement, type ReactNode, useRef } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "./class-names";
import { IconButton } from "./icon-button";

export type DialogProps = {
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  trigger?: ReactElement<Record<string, unknown>>;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  size?: "small" | "medium" | "large";
};

/** A window over everything else: it holds the focus, closes with Esc, and fills a phone from below. */
export function Dialog({ title, description, children, footer, trigger, size = "medium", ...state }: DialogProps) {
  const t = useTranslations("kit");
  const content = useRef<HTMLDivElement>(null);
  const popupElement = useRef<HTMLDivElement>(null);
  // The first field, or the window itself: never the button that closes it, whose hint would show at once.
  const initialFocus = () => content.current?.querySelector<HTMLElement>("input, textarea") ?? popupElement.current;
  return (
    <Base.Root {...state}>
      {trigger ? <Base.Trigger render={trigger} /> : null}
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup ref={popupElement} initialFocus={initialFocus} className={classNames(popup, widths[size])}>
          <header className="flex items-start gap-4 px-6 pt-4">
            <div className="min-w-0 flex-1 pt-1">
              <Base.Title className="font-semibold text-lg">{title}</Base.Title>
              {description ? <Base.Description className="mt-1 text-muted">{description}</Base.Description> : null}
            </div>
            <Base.Close render={<IconButton icon={X} label={t("close")} className="-me-2" />} />
          </header>
          <div ref={content} className="min-h-0 flex-1 overflow-y-auto px-6 py-4">
            {children}
          </div>
          {footer ? <footer className="flex flex-wrap justify-end gap-2 px-6 pb-6">{footer}</footer> : null}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

const popup =
  "popup-motion fixed inset-x-0 bottom-0 z-40 mx-auto flex max-h-[90dvh] w-full flex-col rounded-t-lg border border-line bg-raised text-ink outline-none sm:top-[12dvh] sm:bottom-auto sm:max-h-[76dvh] sm:rounded-lg";

const widths = { small: "sm:max-w-sm", medium: "sm:max-w-lg", large: "sm:max-w-3xl" };

"use client";

import { X } from "lucide-react";
import { type ReactNode, type RefObject, type SyntheticEvent, useId, useLayoutEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "./class-names";
import { isNowhere, keepWay, leaveBy, wayBack } from "./focus";
import { typeHeldKeys } from "./held-keys";
import { IconButton } from "./icon-button";
import { NoticePlace } from "./notice-place";
import { enterTopLayer, topWindow } from "./top-layer";

export type DialogProps = {
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, with the main one last. */
  footer?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  size?: "small" | "medium" | "large";
  /** Stays invisible for the first moments, for content that usually is done by then. */
  isQuiet?: boolean;
  /** Without a title bar, over a screen that is hardly dimmed, and there at once. The title is only its name. */
  isPalette?: boolean;
};

/**
 * A modal window. It closes with Esc, and on a phone it sits at the bottom edge. It is the browser's own `dialog`, and has the
 * focus as soon as it opens: on the element with `data-first-focus` or the first field, else on the window itself.
 */
export function Dialog({ open = true, ...props }: DialogProps) {
  return open ? <OpenDialog {...props} /> : null;
}

function OpenDialog({
  title,
  description,
  children,
  footer,
  onOpenChange,
  size = "medium",
  isQuiet = false,
  isPalette = false,
}: DialogProps) {
  const t = useTranslations("kit");
  const id = useId();
  const window = useRef<HTMLDialogElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const pressedOutside = useRef(false);
  useOpenWindow(window, box);
  const close = () => onOpenChange?.(false);

  function onCancel(event: SyntheticEvent) {
    if (event.target !== window.current) return;
    event.preventDefault();
    close();
  }

  return (
    <dialog
      ref={window}
      data-overlay
      aria-label={isPalette ? title : undefined}
      aria-labelledby={isPalette ? undefined : `${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      onCancel={onCancel}
      // Without a cancel before it: what a browser does with a second Esc.
      onClose={(event) => event.target === window.current && close()}
      onPointerDown={(event) => {
        pressedOutside.current = event.target === window.current;
      }}
      onClick={(event) => {
        if (pressedOutside.current && event.target === window.current) close();
      }}
      onKeyDown={() => {}}
      className={isPalette ? paletteFrame : classNames(windowFrame, isQuiet ? "appear-late" : "appear")}
    >
      <div ref={box} tabIndex={-1} className={isPalette ? paletteBox : classNames(windowBox, windowWidths[size])}>
        {isPalette ? null : (
          <header className="flex items-start gap-4 px-6 pt-5">
            <div className="min-w-0 flex-1">
              <h2 id={`${id}-title`} dir="auto" className="text-left font-semibold text-lg [overflow-wrap:anywhere]">
                {title}
              </h2>
              {description ? (
                <p id={`${id}-description`} className="mt-1 text-muted">
                  {description}
                </p>
              ) : null}
            </div>
            <IconButton icon={X} label={t("close")} className="-me-2 -mt-1 touch:-me-3 touch:-mt-2.5" onClick={close} />
          </header>
        )}
        <div
          data-content
          className={isPalette ? "flex min-h-0 flex-col" : "min-h-0 flex-1 overflow-y-auto px-6 pt-4 pb-6"}
        >
          {children}
        </div>
        <NoticePlace className="shrink-0" />
        {footer ? (
          <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-6 py-4">{footer}</footer>
        ) : null}
      </div>
    </dialog>
  );
}

/**
 * Opens the window in the tick in which it renders, and gives the focus back when it closes: to `fallback` if nothing had it before.
 */
export function useOpenWindow(
  window: RefObject<HTMLDialogElement | null>,
  box: RefObject<HTMLElement | null>,
  fallback: HTMLElement | null = null,
): void {
  // The focused element may disappear when the window renders another of its pages.
  useLayoutEffect(() => {
    if (window.current?.open && isNowhere()) focusFirst(window.current, box.current);
  });
  useLayoutEffect(() => {
    const element = window.current;
    if (!element) return;
    const before = wayBack();
    const way = before.length === 0 && fallback ? [fallback] : before;
    keepWay(element, way);
    element.showModal();
    typeHeldKeys(focusFirst(element, box.current));
    const leave = enterTopLayer(element);
    return () => {
      leave();
      leaveBy(way);
    };
  }, [window, box, fallback]);
}

/** Gives the open window the focus if what had it there is gone. */
export function focusOpenWindow(): void {
  const window = topWindow();
  if (window && isNowhere()) focusFirst(window, window.querySelector<HTMLElement>('[tabindex="-1"]'));
}

/** Never focuses the close button, whose tooltip would show at once. */
function focusFirst(window: HTMLElement, box: HTMLElement | null): HTMLElement | null {
  const first = window.querySelector<HTMLElement>(firstFocus) ?? box;
  first?.focus({ preventScroll: true });
  return first;
}

const firstFocus = "[data-first-focus], [data-content] input, [data-content] textarea";

const frame = "fixed inset-0 m-0 size-full max-h-none max-w-none overflow-hidden text-ink backdrop:bg-transparent";

/** The whole screen, dimmed. */
const windowFrame = `${frame} bg-scrim`;

/** The window itself. */
const windowBox =
  "fixed inset-x-0 bottom-0 mx-auto flex max-h-[90dvh] w-full flex-col rounded-t-xl border border-line bg-raised [--under:var(--raised)] pb-[env(safe-area-inset-bottom)] text-ink shadow-lg outline-none sm:top-[12dvh] sm:bottom-auto sm:max-h-[76dvh] sm:rounded-xl sm:pb-0";

const windowWidths = { small: "sm:max-w-sm", medium: "sm:max-w-lg", large: "sm:max-w-3xl" };

/** The whole screen, set back a little. */
export const paletteFrame = `${frame} bg-scrim-light`;

/** It fills a phone. */
export const paletteBox =
  "fixed inset-x-0 top-0 mx-auto flex h-dvh w-full flex-col overflow-hidden border-line-mid bg-raised pb-[env(safe-area-inset-bottom)] [--under:var(--raised)] text-ink shadow-palette outline-none sm:top-[15vh] sm:h-auto sm:max-h-[75dvh] sm:max-w-160 sm:rounded-xl sm:border sm:pb-0";

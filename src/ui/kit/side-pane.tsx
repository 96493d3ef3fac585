"use client";

import { ArrowLeft, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { classNames } from "./class-names";
import { isNowhere, useGivesFocusBack } from "./focus";
import { IconButton } from "./icon-button";
import { holdWhileWaiting, useTakesFocus } from "./late-focus";
import { Name } from "./name";
import { isOverlayOpen } from "./overlay";
import { ResizeEdge } from "./resize-edge";

export type SidePaneProps = {
  /** The accessible name. */
  label: string;
  /** Names what the pane shows. Other content takes the focus anew. */
  content: string;
  /** False for what was there when the page loaded, which leaves the focus to the composer. */
  isOpened: boolean;
  width: keyof typeof boxes;
  onClose: () => void;
  children: ReactNode;
};

/**
 * The right pane: beside what is in the middle, or over it where both do not fit. It has the focus as soon as it opens, and gives
 * it back when it closes. Esc closes it.
 */
export function SidePane({ label, content, isOpened, width, onClose, children }: SidePaneProps) {
  const t = useTranslations("kit");
  const pane = useRef<HTMLElement>(null);
  useGivesFocusBack(pane);
  // Decided once for each content: nothing that the user does later counts as opening it.
  const [shown, setShown] = useState({ content, isOpened });
  if (shown.content !== content) setShown({ content, isOpened });
  const opened = shown.isOpened ? shown.content : null;
  useTakesFocus(pane, opened);
  useKeepsFocus(pane);
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.defaultPrevented || event.nativeEvent.isComposing) return;
    if (event.key !== "Escape") holdWhileWaiting(event);
    else if (!isOverlayOpen()) {
      event.preventDefault();
      onClose();
    }
  }
  return (
    <aside
      ref={pane}
      data-pane
      data-takes-focus={opened === null ? undefined : ""}
      tabIndex={-1}
      aria-label={label}
      onKeyDown={onKeyDown}
      className={classNames(box, boxes[width], opened !== null && "pane-motion")}
    >
      <ResizeEdge of={width} side="start" label={t("paneWidth")} className="max-lg:hidden" />
      {children}
    </aside>
  );
}

const box =
  "flex min-h-0 w-full min-w-0 flex-col border-line bg-canvas outline-none max-lg:absolute max-lg:inset-0 max-lg:z-20 max-lg:in-data-swiping:shadow-lg max-lg:in-data-swiping:ring-1 max-lg:in-data-swiping:ring-line lg:relative lg:max-w-[calc(100%-20rem)] lg:max-xl:max-w-[max(20rem,40%)] lg:shrink-0 lg:border-s";

const boxes = { thread: "lg:w-(--thread-width)", details: "lg:w-(--details-width)" };

/** When what had the focus in the pane is gone, such as a row that was removed, the pane itself has it: Esc still closes it. */
function useKeepsFocus(pane: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = pane.current;
    if (!element) return;
    let last: Node | null = null;
    // Whoever goes elsewhere has left the pane.
    const note = ({ target }: FocusEvent) => {
      last = target instanceof Node && element.contains(target) ? target : null;
    };
    const observer = new MutationObserver(() => {
      if (isNowhere() && last?.isConnected === false) element.focus({ preventScroll: true });
    });
    document.addEventListener("focusin", note);
    observer.observe(element, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", note);
      observer.disconnect();
    };
  }, [pane]);
}

export type PaneHeaderProps = {
  title: string;
  /** A subdued addition, such as the conversation's name. */
  detail?: string;
  /** Goes back to what the pane showed before, if it showed anything. */
  onBack?: (() => void) | undefined;
  onClose: () => void;
};

/** The bar above the content of the right pane. Where the pane covers everything else, its way out is on the left. */
export function PaneHeader({ title, detail, onBack, onClose }: PaneHeaderProps) {
  const t = useTranslations("kit");
  return (
    <header className="flex h-(--header) shrink-0 items-center gap-2 border-line border-b ps-2 pe-2 lg:ps-4 lg:pe-3">
      <IconButton
        icon={ArrowLeft}
        label={t("paneBack")}
        tooltipSide="bottom"
        className={onBack ? "lg:-ms-2" : "lg:hidden"}
        onClick={onBack ?? onClose}
      />
      <div className="flex min-w-0 flex-1 items-baseline gap-2">
        <h2 className="min-w-0 truncate font-semibold text-lg">
          <Name>{title}</Name>
        </h2>
        {detail === undefined ? null : <Name className="min-w-0 flex-1 truncate text-muted text-sm">{detail}</Name>}
      </div>
      <IconButton icon={X} label={t("paneClose")} tooltipSide="bottom" className="max-lg:hidden" onClick={onClose} />
    </header>
  );
}

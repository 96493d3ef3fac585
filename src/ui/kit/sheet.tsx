"use client";

import { type PointerEvent, type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useClosesByBack } from "./back-entry";
import { classNames } from "./class-names";
import { useOpenWindow } from "./dialog";
import { followFinger } from "./follow-finger";
import { keyOf, type MenuAction, type MenuItem, MenuItemFace } from "./menu-item";
import { NoticePlace } from "./notice-place";

export type SheetProps = {
  /** The accessible name. */
  label: string;
  /** The name of what the actions are for, if it is not plain to see. */
  title?: string | undefined;
  items: MenuItem[];
  /** Above the actions. */
  head?: ReactNode;
  /** What was pressed. It gets the focus back if nothing had it before: a text field would bring up the keyboard. */
  pressed: HTMLElement | null;
  onClose: () => void;
};

/**
 * The menu of a finger: it comes up from the bottom edge. A tap outside, a drag down, Esc and the way back close it. It is the
 * browser's own `dialog`, and has the focus as soon as it opens.
 */
export function Sheet({ label, title, items, head, pressed, onClose }: SheetProps) {
  const t = useTranslations("kit");
  const window = useRef<HTMLDialogElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const pressedOutside = useRef(false);
  useOpenWindow(window, box, pressed);
  useClosesByBack(onClose);
  useFits(list);

  function onPointerDown({ nativeEvent }: PointerEvent) {
    if (box.current && nativeEvent.isPrimary)
      followFinger({ press: nativeEvent, axis: "y", box: box.current, onGone: onClose });
  }

  return (
    <dialog
      ref={window}
      data-overlay
      aria-label={title === undefined ? label : `${label}: ${title}`}
      onCancel={(event) => {
        if (event.target !== window.current) return;
        event.preventDefault();
        onClose();
      }}
      onClose={(event) => event.target === window.current && onClose()}
      onPointerDown={(event) => {
        pressedOutside.current = event.target === window.current;
      }}
      onClick={(event) => {
        if (pressedOutside.current && event.target === window.current) onClose();
      }}
      onKeyDown={() => {}}
      className="appear fixed inset-0 m-0 size-full max-h-none max-w-none overflow-hidden bg-scrim text-ink backdrop:bg-transparent"
    >
      <div ref={box} tabIndex={-1} onPointerDown={onPointerDown} className={frame}>
        <button type="button" aria-label={t("close")} onClick={onClose} className={handle}>
          <span aria-hidden="true" className="h-1 w-9 rounded-full bg-line-strong" />
        </button>
        {title === undefined ? null : (
          <h2 dir="auto" className="truncate px-5 pb-2 text-left font-semibold text-lg">
            {title}
          </h2>
        )}
        {head}
        <div ref={list} className="min-h-0 touch-none overflow-y-auto overscroll-contain data-scrolls:touch-pan-y">
          {groupsOf(items).map((group) => (
            <ul key={group[0] && keyOf(group[0])} className="border-line border-t py-1">
              {group.map((item) => (
                <li key={keyOf(item)}>
                  <Action item={item} onClose={onClose} />
                </li>
              ))}
            </ul>
          ))}
        </div>
        <NoticePlace className="shrink-0" />
      </div>
    </dialog>
  );
}

function Action({ item, onClose }: { item: MenuAction; onClose: () => void }) {
  return (
    <button
      type="button"
      disabled={item.disabled}
      onClick={() => {
        item.onSelect();
        onClose();
      }}
      className={classNames(row, item.danger ? "text-danger" : "text-ink")}
    >
      <MenuItemFace item={item} icon="size-4.5" />
    </button>
  );
}

const frame =
  "sheet-motion fixed inset-x-0 bottom-0 mx-auto flex max-h-[85dvh] w-full max-w-lg touch-none select-none flex-col rounded-t-xl border border-line border-b-0 bg-raised pb-[max(0.25rem,env(safe-area-inset-bottom))] shadow-lg outline-none [-webkit-touch-callout:none]";

/** What follows lies over its lower part. */
const handle = "-mb-4 flex h-11 shrink-0 items-start justify-center rounded-t-xl pt-2 outline-offset-[-2px]";

const row =
  "flex min-h-12 w-full cursor-default items-center gap-4 px-5 text-start text-base outline-offset-[-2px] enabled:active:bg-pressed disabled:text-faint";

function groupsOf(items: MenuItem[]): MenuAction[][] {
  const groups: MenuAction[][] = [[]];
  for (const item of items)
    if (item === "separator") groups.push([]);
    else groups.at(-1)?.push(item);
  return groups.filter((group) => group.length > 0);
}

/** Where the actions fit, a finger on them drags the sheet; where they do not, it scrolls them. */
function useFits(list: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      element.toggleAttribute("data-scrolls", element.scrollHeight > element.clientHeight);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [list]);
}

"use client";

import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useTranslations } from "use-intl";
import { useEngine } from "../../client/hooks";
import type { SectionName, SidebarView } from "../../client/views/shapes";
import { awaitFocus } from "../kit/focus";
import { late, useLate } from "../kit/late";
import { LateMenu } from "../kit/late-menu";
import { LateSheet } from "../kit/late-sheet";
import type { MenuIconName } from "../kit/menu-icon";
import type { MenuItem } from "../kit/menu-item";
import { useToast } from "../kit/toast";
import { useLongPress } from "../kit/use-long-press";
import { neighbourOf, rowOf, sectionOf } from "./rows";

const drag = late(() => import("./drag").then((module) => module.followPress));

type Opened = {
  readonly row: HTMLElement;
  /** A place beside which the menu opens, or null for a finger, whose menu is a sheet. */
  readonly anchor: HTMLElement | { readonly x: number; readonly y: number } | null;
  readonly isByKey: boolean;
};

type RowActions = {
  /** For the element that holds all rows. */
  readonly handlers: {
    readonly onContextMenu: (event: MouseEvent) => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onPointerDown: (event: PointerEvent) => void;
  };
  readonly menu: ReactNode;
};

/**
 * Everything that can be done to a row of the sidebar but opening it: its menu by right click, long press or key, and its place by
 * dragging and by Alt+Shift+arrows.
 */
export function useRowActions(list: RefObject<HTMLElement | null>, view: SidebarView): RowActions {
  const t = useTranslations("sidebar");
  const engine = useEngine();
  const toast = useToast();
  const [opened, setOpened] = useState<Opened | null>(null);
  const { Part: followPress } = useLate(drag);
  const longPress = useLongPress((row) => setOpened({ row, anchor: null, isByKey: false }));
  const keepFocus = useFocusOfMoved(list, view);

  /** False where there is no other place. */
  function move(row: HTMLElement, step: 1 | -1, isByKey: boolean): boolean {
    const [section, id, toId] = [sectionOf(row), row.dataset.conversation, neighbourOf(row, step)];
    if (!section || !id || !toId) return false;
    if (isByKey) keepFocus(id);
    const onUndo = engine.sidebar.move(section, id, toId);
    const ids = [...(row.closest("ul")?.querySelectorAll<HTMLElement>("[data-conversation]") ?? [])];
    const said = t("moved", { position: ids.indexOf(row) + 1 + step, count: ids.length });
    if (onUndo) toast(said, { onUndo });
    return true;
  }

  function itemsOf({ row, isByKey }: Opened): MenuItem[] {
    const { conversation: id = "" } = row.dataset;
    const isStarred = engine.sidebar.isStarred(id);
    const place = (label: string, icon: MenuIconName, shortcut: string, step: 1 | -1): MenuItem => ({
      ...{ label, icon, shortcut },
      disabled: neighbourOf(row, step) === undefined,
      onSelect: () => void move(row, step, isByKey),
    });
    return [
      {
        label: isStarred ? t("unstar") : t("star"),
        icon: isStarred ? "StarOff" : "Star",
        onSelect: () => {
          if (isByKey) keepFocus(id);
          const onUndo = engine.sidebar.star(id, !isStarred);
          toast(t(isStarred ? "unstarred" : "nowStarred"), { onUndo });
        },
      },
      "separator",
      place(t("moveUp"), "ArrowUp", "Alt+Shift+↑", -1),
      place(t("moveDown"), "ArrowDown", "Alt+Shift+↓", 1),
    ];
  }

  function onKeyDown(event: KeyboardEvent) {
    const row = rowOf(event.target);
    if (!row) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : null;
    const isMove = step !== null && event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey;
    const isMenu = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
    if (isMenu) setOpened({ row, anchor: row, isByKey: true });
    // At the end of its section, the key does what it does elsewhere.
    if (isMenu || (isMove && move(row, step, true))) event.preventDefault();
  }

  function onContextMenu(event: MouseEvent) {
    if (longPress.takes(event)) return;
    const row = rowOf(event.target);
    if (!row) return;
    event.preventDefault();
    setOpened({ row, anchor: { x: event.clientX, y: event.clientY }, isByKey: false });
  }

  function onPointerDown(event: PointerEvent) {
    const row = rowOf(event.target);
    const scroller = list.current;
    if (!row || !scroller) return;
    if (event.pointerType === "touch") longPress.begin(event, row);
    else if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey)
      followPress?.({ press: event.nativeEvent, row, scroller, onDrop });
  }

  function onDrop(section: SectionName, id: string, toId: string) {
    const onUndo = engine.sidebar.move(section, id, toId);
    if (onUndo) toast(t("dropped"), { onUndo });
  }

  const close = useCallback(() => setOpened(null), []);
  const rows = view.sections.flatMap((section) => section.rows);
  const nameOf = (row: HTMLElement) => rows.find(({ id }) => id === row.dataset.conversation)?.name;
  const shown = opened && { label: t("rowMenu"), items: itemsOf(opened), onClose: close };
  const menu = !shown ? null : opened.anchor ? (
    <LateMenu open anchor={opened.anchor} startsAtFirst={opened.isByKey} {...shown} />
  ) : (
    <LateSheet title={nameOf(opened.row)} pressed={opened.row} {...shown} />
  );
  return { handlers: { onContextMenu, onKeyDown, onPointerDown }, menu };
}

/**
 * The browser drops the focus of an element that is moved on the page. Returns a function that gives a row the focus afterwards, unless
 * the person has gone elsewhere by then.
 */
function useFocusOfMoved(list: RefObject<HTMLElement | null>, view: SidebarView): (id: string) => void {
  const wanted = useRef<{ readonly id: string; readonly mayCome: () => boolean } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the row has moved.
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const { id, mayCome } = wanted.current;
    wanted.current = null;
    if (mayCome()) list.current?.querySelector<HTMLElement>(`[data-conversation="${CSS.escape(id)}"]`)?.focus();
  }, [list, view]);
  return (id) => {
    wanted.current = { id, mayCome: awaitFocus() };
  };
}

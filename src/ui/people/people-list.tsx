"use client";

import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { TabStopContext } from "../kit/tab-stop";
import type { Listed } from "./listed";

export type PeopleListHandle = { readonly focus: () => void };

export type PeopleListProps = {
  label: string;
  people: readonly Listed[];
  /** How many there are, loaded or not. */
  total: number;
  row: (person: Listed) => ReactNode;
  /** How far the list is scrolled at first, once it is long enough. */
  beginPx: number;
  /** Whether further people may still come. */
  hasMore: boolean;
  /** Fetches more; null while there is nothing to fetch. */
  onNearEnd: (() => void) | null;
  /** Reports how far the list is scrolled when the user leaves it. */
  onLeave: (topPx: number) => void;
  ref?: Ref<PeopleListHandle>;
};

/** The height of a row, in CSS pixels. */
export const rowPx = 48;
const nearRows = 50;

/**
 * A list of people of which only the rows near the view are on the page. It is one tab stop: arrows, Home and End move between
 * its rows, and Tab reaches the controls of the current one.
 */
export function PeopleList({ label, people, total, row, onNearEnd, ref, ...place }: PeopleListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const stop = Math.min(at, people.length - 1);
  const virtualizer = useVirtualizer({
    count: people.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => people[index]?.user_id ?? index,
    estimateSize: () => rowPx,
    overscan: 10,
    // The row that has the focus keeps it when it is scrolled away.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), stop])].filter((index) => index >= 0).sort((one, two) => one - two),
    initialOffset: place.beginPx,
  });
  const items = virtualizer.getVirtualItems();
  // After the virtualizer, which scrolls to its offset when it first has the list. Before it has drawn any row, there is nothing to scroll.
  useListPlace(scroller, place, items.length > 0 ? people.length : 0);
  const isNearEnd = people.length > 0 && (virtualizer.range?.endIndex ?? -1) >= people.length - nearRows;
  const isWanting = isNearEnd && onNearEnd !== null;
  // Asked again after each page: a page may be shorter than the view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the callback is made anew with each drawing.
  useEffect(() => {
    if (isWanting) onNearEnd();
  }, [isWanting, people.length]);

  function focusRow(index: number) {
    if (people.length === 0) return;
    const wanted = Math.max(0, Math.min(index, people.length - 1));
    flushSync(() => {
      setAt(wanted);
      virtualizer.scrollToIndex(wanted);
    });
    const button = scroller.current?.querySelector<HTMLElement>(`[data-index="${wanted}"] button`);
    button?.focus({ preventScroll: true });
  }
  useImperativeHandle(ref, () => ({ focus: () => focusRow(stop) }));

  function onKeyDown(event: KeyboardEvent) {
    // React hands on what happens in a row's menu, too, which stands elsewhere on the page.
    if (!(event.target instanceof Node && event.currentTarget.contains(event.target))) return;
    const target = { ArrowDown: stop + 1, ArrowUp: stop - 1, Home: 0, End: people.length - 1 }[event.key];
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    event.preventDefault();
    focusRow(target);
  }

  return (
    <div ref={scroller} className="relative min-h-0 flex-1 overflow-y-auto">
      <ul
        aria-label={label}
        onKeyDown={onKeyDown}
        className="relative empty:hidden"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {items.map(({ index, key, start }) => {
          const person = people[index];
          if (!person) return null;
          return (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-setsize={total}
              aria-posinset={index + 1}
              onFocus={() => setAt(index)}
              className="absolute inset-x-0 top-0 px-2"
              style={{ transform: `translateY(${start}px)` }}
            >
              <TabStopContext value={index === stop}>{row(person)}</TabStopContext>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

type ListPlace = Pick<PeopleListProps, "beginPx" | "hasMore" | "onLeave">;

/**
 * Scrolls a list to where it was left as its people come, until the user scrolls it, and reports where it is when it is left again.
 */
function useListPlace(scroller: RefObject<HTMLDivElement | null>, place: ListPlace, count: number): void {
  const { beginPx, hasMore, onLeave } = place;
  const wanted = useRef<number | null>(beginPx);
  const leave = useRef(() => {});
  // At its end the list asks for more, which brings it here again.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || wanted.current === null || count === 0) return;
    element.scrollTop = wanted.current;
    if (element.scrollTop >= Math.floor(wanted.current) || !hasMore) wanted.current = null;
  }, [scroller, count, hasMore]);
  useLayoutEffect(() => {
    leave.current = () => onLeave(wanted.current ?? scroller.current?.scrollTop ?? 0);
  });
  useLayoutEffect(() => {
    const report = () => leave.current();
    const stay = () => {
      wanted.current = null;
    };
    const element = scroller.current;
    for (const type of scrolling) element?.addEventListener(type, stay, { passive: true });
    window.addEventListener("pagehide", report);
    return () => {
      for (const type of scrolling) element?.removeEventListener(type, stay);
      window.removeEventListener("pagehide", report);
      report();
    };
  }, [scroller]);
}

const scrolling = ["wheel", "pointerdown", "keydown"] as const;

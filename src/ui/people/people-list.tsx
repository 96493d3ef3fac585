"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
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
  onNearEnd: () => void;
  ref?: Ref<PeopleListHandle>;
};

/** The height of a row, in CSS pixels. */
export const rowPx = 52;
const nearRows = 20;

/**
 * A list of people of which only the rows near the view are on the page. It is one tab stop: arrows, Home and End move between
 * its rows, and Tab reaches the controls of the current one.
 */
export function PeopleList({ label, people, total, row, onNearEnd, ref }: PeopleListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const stop = Math.min(at, people.length - 1);
  const virtualizer = useVirtualizer({
    count: people.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => people[index]?.user_id ?? index,
    estimateSize: () => rowPx,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  const isNearEnd = people.length > 0 && last >= people.length - nearRows;
  // Asked again after each page: a page may be shorter than the view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the callback is made anew with each drawing.
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, people.length]);

  function focusRow(index: number) {
    if (people.length === 0) return;
    const wanted = Math.max(0, Math.min(index, people.length - 1));
    flushSync(() => {
      setAt(wanted);
      virtualizer.scrollToIndex(wanted);
    });
    const find = () => scroller.current?.querySelector<HTMLElement>(`[data-index="${wanted}"] button`);
    const found = find();
    if (found) found.focus({ preventScroll: true });
    // A row far away is drawn with the next frame.
    else requestAnimationFrame(() => find()?.focus({ preventScroll: true }));
  }
  useImperativeHandle(ref, () => ({ focus: () => focusRow(stop) }));

  function onKeyDown(event: KeyboardEvent) {
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

"use client";

import { memo, type ReactNode, useLayoutEffect, useMemo, useRef } from "react";
import { leaveBy } from "../kit/focus";
import { TabStopContext } from "../kit/tab-stop";
import type { RowState } from "./types";

type KeyedRow = { key: string };

/** Uses method syntax, so that a list of any row type can pass its own functions. */
type TimelineItemProps = {
  row: KeyedRow;
  index: number;
  measure: (element: HTMLElement | null) => void;
  renderRow(row: KeyedRow, state: RowState): ReactNode;
  labelOf(row: KeyedRow): string | null;
  isStop: boolean;
  isFocused: boolean;
  isHighlighted: boolean;
};

/** A row in its place. The list moves it without rerendering it, and its content rerenders only when the row changes. */
export const TimelineItem = memo(function TimelineItem(props: TimelineItemProps) {
  const { row, index, measure, renderRow, labelOf, isStop, isFocused, isHighlighted } = props;
  const article = useRef<HTMLElement>(null);
  // A focused row may be deleted, here or by someone else.
  useLayoutEffect(() => {
    const element = article.current;
    return () => {
      if (element?.contains(document.activeElement)) leaveBy([]);
    };
  }, []);
  const label = useMemo(() => labelOf(row), [labelOf, row]);
  const content = useMemo(() => renderRow(row, { isFocused }), [renderRow, row, isFocused]);
  return (
    <div ref={measure} data-index={index} className="absolute inset-x-0">
      {label === null ? (
        content
      ) : (
        <article
          ref={article}
          data-row-key={row.key}
          aria-label={label}
          tabIndex={isStop ? 0 : -1}
          data-highlighted={isHighlighted ? "" : undefined}
          // The row draws the focus and the highlight: it alone knows its ground.
          className="group/row outline-none"
        >
          <TabStopContext value={isStop}>{content}</TabStopContext>
        </article>
      )}
    </div>
  );
});

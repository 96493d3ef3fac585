"use client";

import { type Range, useVirtualizer } from "@tanstack/react-virtual";
import {
  type Ref,
  type UIEvent,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { DayPill } from "./divider";
import { EdgeNotice } from "./edge-notice";
import { JumpPill } from "./jump-pill";
import { TimelineItem } from "./timeline-item";
import type { TimelineHandle, TimelineProps } from "./types";
import { distancesOnPage, stickPx, useAtEnd } from "./use-at-end";
import { edgePx, useEdges } from "./use-edges";
import { useLanding } from "./use-landing";
import { useLeaving } from "./use-leaving";
import { useNews } from "./use-news";
import { useRoving } from "./use-roving";
import { useSeen } from "./use-seen";
import { useTopMoment } from "./use-top-moment";
import { useWatch } from "./use-watch";

const restPx = 16;

/**
 * A list for conversations. Only rows near the view exist on the page, pages are added at either end without a jump, and the list
 * sticks to the end while the reader is there. Give it `key={conversationId}` so that each conversation has its own.
 */
export function Timeline<Row extends { key: string }>(
  props: TimelineProps<Row> & { ref?: Ref<TimelineHandle> | undefined },
) {
  const { rows, older, newer, landing, labelOf, isNews } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [viewportPx, setViewportPx] = useState(0);
  const stop = useRef(-1);
  const hasNewer = newer.state !== "none";
  const hadNewer = useRef(hasNewer);
  const pinned = props.pinnedKey ? rows.findIndex((row) => row.key === props.pinnedKey) : -1;

  const isShown = props.isCovered !== true;
  const keepLeaving = useLeaving<Row>();
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    estimateSize: (index) => {
      const row = rows[index];
      // Half a pixel off: a measured height equal to the guess would not be stored, and a later guess would replace it.
      return row ? Math.floor(props.estimateHeight(row)) + 0.5 : 0;
    },
    overscan: 8,
    anchorTo: "end",
    // When a loaded page closes the gap to the end, the reader stays in place.
    followOnAppend: isShown && !hasNewer && !hadNewer.current,
    scrollEndThreshold: isShown ? stickPx : 0,
    scrollPaddingStart: Math.round(viewportPx / 3),
    paddingStart: older.state === "none" ? 0 : edgePx,
    paddingEnd: hasNewer ? edgePx : restPx,
    directDomUpdates: true,
    directDomUpdatesMode: "position",
    rangeExtractor: useCallback(
      (range: Range) => withIndex(withIndex(indexesIn(range), stop.current), pinned),
      [pinned],
    ),
  });
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = (item, _delta, { itemSizeCache, scrollOffset }) =>
    itemSizeCache.has(item.key) ? item.end <= (scrollOffset ?? 0) : item.start < (scrollOffset ?? 0);

  const scrollToEnd = useCallback(() => virtualizer.scrollToEnd(), [virtualizer]);
  const lastKey = rows.at(-1)?.key;
  const atEnd = useAtEnd(scroller, { virtualizer, isEndLoaded: !hasNewer, isShown, lastKey, onHeight: setViewportPx });
  const { highlightedKey, isLanded, scrollToRow } = useLanding({ rows, landing, virtualizer, viewportPx });
  const roving = useRoving({ rows, labelOf, virtualizer, scroller, onRowKey: props.onRowKey });
  const checkEdges = useEdges(virtualizer, {
    older,
    newer,
    isReady: isLanded,
    isShown,
    firstKey: rows[0]?.key,
    lastKey,
  });
  const top = useTopMoment({ rows, virtualizer, momentOf: props.momentOf });
  const checkSeen = useSeen({ rows, virtualizer, isShown, onSeen: props.onSeen });
  const newsCount = useNews({ rows, isNews, labelOf, isAtEnd: atEnd.isAtEnd, hasNewer });
  stop.current = roving.stopIndex;

  useLayoutEffect(() => {
    hadNewer.current = hasNewer;
    keepLeaving({ rows, virtualizer, labelOf, isLanded, hasNewer, onLeave: props.onLeave });
  });

  const { onAtEndChange } = props;
  const isAtVeryEnd = atEnd.isAtEnd && !hasNewer && isShown;
  useEffect(() => onAtEndChange?.(isAtVeryEnd), [onAtEndChange, isAtVeryEnd]);
  useWatch(scroller, isAtVeryEnd, props.watch);

  function onScroll({ currentTarget }: UIEvent<HTMLElement>) {
    const distances = distancesOnPage(currentTarget);
    atEnd.onScrolled(distances);
    checkEdges(distances);
    checkSeen();
    top.onScrolled();
  }

  function jump() {
    if (hasNewer) props.onJumpToLatest?.();
    else scrollToEnd();
  }

  useImperativeHandle(props.ref, () => ({
    scrollToEnd,
    scrollToRow: (key, { highlight = false, focus = false } = {}) => {
      if (focus) roving.focusIndex(rows.findIndex((row) => row.key === key));
      return scrollToRow(key, highlight);
    },
    focus: () => roving.focusIndex(roving.stopIndex),
    isAtEnd: () => atEnd.isAtEndNow.current,
  }));

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={onScroll}
        className="h-full overflow-y-auto overflow-x-hidden overscroll-contain [overflow-anchor:none]"
        {...top.handlers}
      >
        <div
          ref={virtualizer.containerRef}
          role="log"
          aria-live="off"
          aria-label={props.label}
          aria-busy={older.state === "loading" || newer.state === "loading"}
          className="relative w-full"
          onContextMenu={props.onContextMenu}
          onPointerDown={props.onPointerDown}
          {...roving.handlers}
        >
          <EdgeNotice edge={older} place="top" />
          {virtualizer.getVirtualItems().map(({ index, key }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <TimelineItem
                key={key}
                row={row}
                index={index}
                measure={virtualizer.measureElement}
                renderRow={props.renderRow}
                labelOf={labelOf}
                isStop={index === roving.stopIndex}
                isFocused={row.key === roving.focusedKey}
                isHighlighted={row.key === highlightedKey}
              />
            );
          })}
          <EdgeNotice edge={newer} place="bottom" />
        </div>
      </div>
      {top.moment === null ? null : <DayPill at={top.moment} isShown={top.isScrolling} />}
      {atEnd.isAtEnd && !hasNewer ? null : <JumpPill count={newsCount} isAtLeast={hasNewer} onJump={jump} />}
    </div>
  );
}

const stepRows = 8;

/**
 * The rows on the page. They start at a multiple of the step. Otherwise each new message would also remove a row at the top, and
 * the browser would paint an extra frame.
 */
function indexesIn({ startIndex, endIndex, overscan, count }: Range): number[] {
  const first = Math.max(startIndex - overscan, 0);
  const from = first - (first % stepRows);
  const to = Math.min(endIndex + overscan, count - 1);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Adds an index, so that the row with the tab stop or the pinned row stays on the page wherever the reader scrolls. */
function withIndex(indexes: number[], index: number): number[] {
  if (index < 0 || indexes.includes(index)) return indexes;
  return [...indexes, index].sort((a, b) => a - b);
}

import type { ReactNode } from "react";
import type { Watch } from "./use-watch";

/** One end of the loaded rows. `none`: there is nothing beyond it. */
export type Edge = { state: "none" | "idle" | "loading" | "failed"; load: () => void };

/**
 * The position to land at: the end, or a row at a distance below the top of the view, by default a third of the way down. A new
 * object moves the list there as soon as the row is among the rows.
 */
export type Landing = { at: "end" } | { at: "row"; key: string; highlight?: boolean; topPx?: number };

export type RowState = {
  /** The focus is on or in the row. */
  isFocused: boolean;
};

export type TimelineHandle = {
  scrollToEnd: () => void;
  /** Scrolls to a row; false if it is not among the rows. */
  scrollToRow: (key: string, options?: { highlight?: boolean; focus?: boolean }) => boolean;
  /** Focuses the row that is the list's tab stop. */
  focus: () => void;
  isAtEnd: () => boolean;
};

export type TimelineProps<Row extends { key: string }> = {
  /** The accessible name of the list. */
  label: string;
  rows: readonly Row[];
  renderRow: (row: Row, state: RowState) => ReactNode;
  /** An estimate in pixels for rows that have not been measured. */
  estimateHeight: (row: Row) => number;
  /** The screen reader label of a row that can take the focus; null for others. */
  labelOf: (row: Row) => string | null;
  /** The time of a row's content; null for rows without a time. */
  momentOf: (row: Row) => string | null;
  /** Whether a row arriving at the end is announced and counted on the pill; the user's own is not. */
  isNews: (row: Row) => boolean;
  older: Edge;
  newer: Edge;
  landing: Landing;
  /** A row that stays on the page wherever the reader is, such as one being edited. */
  pinnedKey?: string | null | undefined;
  /** Called when the newer end is not loaded and the reader wants the latest message. */
  onJumpToLatest?: () => void;
  /** Something covers the whole list: it stays unchanged until it is visible again. */
  isCovered?: boolean | undefined;
  /** Receives the reader's position when the list goes away: the first row in view and its offset, or null at the very end. */
  onLeave?: ((row: Row | null, topPx: number) => void) | undefined;
  /** Receives whether the reader is at the very end, initially and on every change. */
  onAtEndChange?: ((isAtEnd: boolean) => void) | undefined;
  /** Called when the end comes into view and is attended. Its result is called when that ends. Keep it stable. */
  watch?: Watch | undefined;
  /** Receives the newest row that was half visible for a second in a focused window. */
  onSeen?: ((row: Row) => void) | undefined;
  /** A right click or its equivalent anywhere in the list. */
  onContextMenu?: ((event: React.MouseEvent) => void) | undefined;
  /** A finger, pen or button comes down anywhere in the list. */
  onPointerDown?: ((event: React.PointerEvent) => void) | undefined;
  /** Keys pressed on a focused row that the list does not handle itself. */
  onRowKey?: ((event: React.KeyboardEvent<HTMLElement>, row: Row) => void) | undefined;
};

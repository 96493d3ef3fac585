import type { ReactNode } from "react";
import type { Watch } from "./use-watch";

/** One end of what is loaded. `none`: there is nothing beyond. */
export type Edge = { state: "none" | "idle" | "loading" | "failed"; load: () => void };

/**
 * Where to stand: at the end, or with a row so far below the top of the view, else a third of the way down. A new object moves the
 * list there, as soon as the row is among the rows.
 */
export type Landing = { at: "end" } | { at: "row"; key: string; highlight?: boolean; topPx?: number };

export type RowState = {
  /** The focus is on the row or in it. */
  isFocused: boolean;
};

export type TimelineHandle = {
  scrollToEnd: () => void;
  /** Moves to a row that is among the rows; false when it is not. */
  scrollToRow: (key: string, options?: { highlight?: boolean; focus?: boolean }) => boolean;
  /** Puts the focus on the row that is the list's tab stop. */
  focus: () => void;
  isAtEnd: () => boolean;
};

export type TimelineProps<Row extends { key: string }> = {
  /** The accessible name of the list. */
  label: string;
  rows: readonly Row[];
  renderRow: (row: Row, state: RowState) => ReactNode;
  /** A guess in pixels for rows that have not been seen yet. */
  estimateHeight: (row: Row) => number;
  /** What a screen reader says for a row that can hold the focus; null for the others. */
  labelOf: (row: Row) => string | null;
  /** When what a row shows was written; null for rows that are not of a time. */
  momentOf: (row: Row) => string | null;
  /** Whether a row that arrives at the end is told of and counted on the pill; not one's own, say. */
  isNews: (row: Row) => boolean;
  older: Edge;
  newer: Edge;
  landing: Landing;
  /** A row that is on the page wherever the reader is, such as one that is being edited. */
  pinnedKey?: string | null | undefined;
  /** Rows that do not fill the view stand at its top instead of its bottom. */
  startsAtTop?: boolean | undefined;
  /** Called when the newer edge is not loaded and the reader wants the latest. */
  onJumpToLatest?: () => void;
  /** Something stands over the whole list: it stays as it is until it is seen again. */
  isCovered?: boolean | undefined;
  /** Told when the list goes where its reader stood: the first row in view and where it begins, or null at the very end. */
  onLeave?: ((row: Row | null, topPx: number) => void) | undefined;
  /** Told whether the reader is at the very end, at first and whenever that changes. */
  onAtEndChange?: ((isAtEnd: boolean) => void) | undefined;
  /** Called when the end comes into view and is attended; what it answers is called when it no longer is. Keep it stable. */
  watch?: Watch | undefined;
  /** The newest row that was half visible for a second in a focused window. */
  onSeen?: ((row: Row) => void) | undefined;
  /** A right click, or what stands for one, somewhere in the list. */
  onContextMenu?: ((event: React.MouseEvent) => void) | undefined;
  /** Keys pressed on a focused row that the list does not use itself. */
  onRowKey?: ((event: React.KeyboardEvent<HTMLElement>, row: Row) => void) | undefined;
};

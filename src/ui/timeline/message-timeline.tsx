"use client";

import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useMemo,
  useState,
} from "react";
import type { Author } from "../../domain/core/people";
import type { CompletionSources } from "../composer";
import { LateMenu } from "../kit/late-menu";
import { useDensity } from "../kit/use-density";
import { useLongPress } from "../kit/use-long-press";
import type { MarkdownResolvers } from "../markdown";
import {
  LateMessageSheet,
  type MessageActions,
  type MessageItem,
  type MessagePermissions,
  MessageRow,
  useMessageLabel,
  useMessageMenu,
} from "../message";
import { messageRowKey, type TimelineRow } from "./build-rows";
import { Divider, ReplyCount } from "./divider";
import { estimateHeight } from "./estimate-height";
import { MembersLine } from "./members-line";
import { pressMessageKey } from "./message-keys";
import { Timeline } from "./timeline";
import type { Edge, Landing, RowState, TimelineHandle } from "./types";
import type { Watch } from "./use-watch";

/** A message whose menu is open: at a point of the mouse, or as the sheet of a finger. */
type Pointed = { key: string; at: { x: number; y: number } | HTMLElement };

export type MessageTimelineProps = {
  label: string;
  /** From `buildRows`. Keep the array while nothing changes. */
  rows: readonly TimelineRow[];
  viewerId: string;
  older: Edge;
  newer: Edge;
  landing: Landing;
  actions: MessageActions;
  permissionsOf: (item: MessageItem) => MessagePermissions;
  resolvers: MarkdownResolvers;
  completion?: CompletionSources | undefined;
  personOf?: ((userId: string) => Author | undefined) | undefined;
  editingId?: string | null | undefined;
  /** The message whose thread is open beside the list. */
  openRootId?: string | null | undefined;
  isInThread?: boolean;
  /** Shown above the very first message, such as the channel's name and purpose. */
  start?: ReactNode;
  onJumpToLatest?: () => void;
  /** Something covers the whole list: it stays unchanged until it is visible again. */
  isCovered?: boolean;
  /** Receives the reader's position when the list goes away; null at the very end. */
  onLeave?: ((item: MessageItem | null, topPx: number) => void) | undefined;
  /** Receives whether the reader is at the very end, initially and on every change. */
  onAtEndChange?: ((isAtEnd: boolean) => void) | undefined;
  /** Called when the end comes into view and is attended. Its result is called when that ends. Keep it stable. */
  watch?: Watch | undefined;
  onSeen?: ((item: MessageItem) => void) | undefined;
  ref?: Ref<TimelineHandle>;
};

/** The list of messages of a conversation or a thread. */
export function MessageTimeline(props: MessageTimelineProps) {
  const { rows, viewerId, actions, permissionsOf, resolvers, completion, personOf, start, onSeen, onLeave } = props;
  const { editingId = null, openRootId = null, isInThread = false } = props;
  const density = useDensity();
  const isCompact = density === "compact";
  const messageLabel = useMessageLabel();
  const menuOf = useMessageMenu(actions, permissionsOf);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const close = useCallback(() => setPointed(null), []);

  const labelOf = useCallback(
    (row: TimelineRow) => (row.type === "message" ? messageLabel(row.item) : null),
    [messageLabel],
  );
  const isNews = useCallback(
    (row: TimelineRow) => row.type === "message" && row.item.message.author_id !== viewerId,
    [viewerId],
  );
  const seen = useMemo(
    () =>
      onSeen &&
      ((row: TimelineRow) => {
        const item = newestUpTo(rows, row);
        if (item) onSeen(item);
      }),
    [onSeen, rows],
  );

  const left = useMemo(
    () =>
      onLeave &&
      ((row: TimelineRow | null, topPx: number) => onLeave(row?.type === "message" ? row.item : null, topPx)),
    [onLeave],
  );

  const renderRow = useCallback(
    (row: TimelineRow, { isFocused }: RowState) => {
      if (row.type === "start") return start;
      if (row.type === "divider") return <Divider day={row.day} isNew={row.isNew} />;
      if (row.type === "replies") return <ReplyCount count={row.count} />;
      if (row.type === "members")
        return <MembersLine sentences={row.sentences} others={row.others} nameOf={row.nameOf} />;
      return (
        <MessageRow
          item={row.item}
          isGrouped={row.isGrouped}
          isFocused={isFocused}
          isEditing={row.item.message.id === editingId}
          isOpen={row.item.message.id === openRootId}
          isInThread={isInThread}
          isCompact={isCompact}
          actions={actions}
          permissions={permissionsOf(row.item)}
          resolvers={resolvers}
          completion={completion}
          personOf={personOf}
        />
      );
    },
    [start, editingId, openRootId, isInThread, isCompact, actions, permissionsOf, resolvers, completion, personOf],
  );

  function onRowKey(event: KeyboardEvent<HTMLElement>, row: TimelineRow) {
    if (row.type !== "message") return;
    if (pressMessageKey(event, row.item, { actions, permissions: permissionsOf(row.item) })) event.preventDefault();
  }

  function itemAt(key: string | undefined): MessageItem | null {
    const row = key === undefined ? undefined : rows.find((one) => one.key === key);
    return row?.type === "message" ? row.item : null;
  }

  /** The message under the pointer, if it has a menu. Where `own` is, the browser's own menu is more useful. */
  function pressedRow({ target }: MouseEvent, own: string): HTMLElement | null {
    const element = target instanceof Element && !target.closest(own) ? target : null;
    const row = element?.closest<HTMLElement>("[data-row-key]") ?? null;
    const item = itemAt(row?.dataset.rowKey);
    return item && menuOf(item).length > 0 ? row : null;
  }

  const longPress = useLongPress((row) => setPointed({ key: row.dataset.rowKey ?? "", at: row }));

  function onPointerDown(event: PointerEvent) {
    const row = event.pointerType === "touch" ? pressedRow(event, "a, textarea, input") : null;
    if (row) longPress.begin(event, row);
  }

  function onContextMenu(event: MouseEvent) {
    if (longPress.takes(event)) return;
    const row = getSelection()?.isCollapsed ? pressedRow(event, "a, textarea, input, code") : null;
    if (!row) return;
    event.preventDefault();
    setPointed({ key: row.dataset.rowKey ?? "", at: { x: event.clientX, y: event.clientY } });
  }

  const pointedItem = itemAt(pointed?.key);

  return (
    <>
      <Timeline
        ref={props.ref}
        label={props.label}
        rows={rows}
        renderRow={renderRow}
        estimateHeight={(row) => estimateHeight(row, density)}
        labelOf={labelOf}
        isNews={isNews}
        momentOf={momentOf}
        older={props.older}
        newer={props.newer}
        landing={props.landing}
        pinnedKey={editingId === null ? null : messageRowKey(rows, editingId)}
        watch={props.watch}
        isCovered={props.isCovered}
        onLeave={left}
        onSeen={seen}
        onAtEndChange={props.onAtEndChange}
        onRowKey={onRowKey}
        onContextMenu={onContextMenu}
        onPointerDown={onPointerDown}
        {...(props.onJumpToLatest && { onJumpToLatest: props.onJumpToLatest })}
      />
      {pointed && pointedItem ? (
        pointed.at instanceof HTMLElement ? (
          <LateMessageSheet
            item={pointedItem}
            actions={actions}
            items={menuOf(pointedItem)}
            pressed={pointed.at}
            onClose={close}
          />
        ) : (
          <LateMenu open anchor={pointed.at} items={menuOf(pointedItem)} onClose={close} />
        )
      ) : null}
    </>
  );
}

function momentOf(row: TimelineRow): string | null {
  if (row.type === "members") return row.at;
  return row.type === "message" ? row.item.message.created_at : null;
}

/** A reader who has seen a member line has seen the message above it. */
function newestUpTo(rows: readonly TimelineRow[], row: TimelineRow): MessageItem | null {
  if (row.type !== "members") return row.type === "message" ? row.item : null;
  for (let index = rows.indexOf(row) - 1; index >= 0; index -= 1) {
    const before = rows[index];
    if (before?.type === "message") return before.item;
  }
  return null;
}

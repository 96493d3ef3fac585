import type { MessageResource } from "../../domain/messages";
import type { MessageItem } from "../message";
import { type Group, type Groups, groupOf } from "./grouping";

export type TimelineRow =
  | { type: "start"; key: string }
  | { type: "divider"; key: string; day: string | null; isNew: boolean }
  | { type: "replies"; key: string; count: number }
  | { type: "message"; key: string; item: MessageItem; isGrouped: boolean };

export type BuildRowsOptions = {
  /** In order, pending ones last. */
  items: readonly MessageItem[];
  /** Older messages exist that are not among the items. */
  hasOlder: boolean;
  /** The read marker as it was when the conversation was opened; null draws no *New* divider. */
  newAfterSeq: number | null;
  /** The reader, whose own messages are never new. */
  viewerId: string;
  /** In a thread replies count by their place in the thread. */
  order?: "channel" | "thread";
  /** The groups that rows have had. Keep it as long as the list, which writes into it. */
  groups?: Groups;
};

/**
 * What the list shows, from top to bottom. While older messages exist, the oldest item is kept back as context: every
 * row then knows what stands before it, so that no row changes its height when an older page arrives.
 */
export function buildRows({
  items,
  hasOlder,
  newAfterSeq,
  viewerId,
  order = "channel",
  groups = new Map(),
}: BuildRowsOptions): TimelineRow[] {
  const rows: TimelineRow[] = hasOlder ? [] : [{ type: "start", key: "start" }];
  const shown = items.filter(isShown);
  const isContextOnly = hasOlder && shown.length > 1;
  const context = isContextOnly ? shown[0] : undefined;
  let before = context ? grouped(context, null, groups) : null;
  // An unread message above the loaded ones has its divider up there.
  let isNewDrawn = newAfterSeq === null || (hasOlder && (!before || seqOf(before.message, order) > newAfterSeq));

  for (const item of isContextOnly ? shown.slice(1) : shown) {
    const { message } = item;
    const isNew = !isNewDrawn && newAfterSeq !== null && isUnread(item, { newAfterSeq, viewerId, order });
    if (isNew) isNewDrawn = true;
    const day = !before || dayOf(before.message) !== dayOf(message) ? dayOf(message) : null;
    const isDivided = isNew || (day !== null && !(hasOlder && !before));
    if (isDivided) {
      rows.push({
        type: "divider",
        key: day === null ? "new" : `day:${day}`,
        day: day === null ? null : message.created_at,
        isNew,
      });
    }
    const here = grouped(item, before, groups);
    rows.push(messageRow(item, before !== null && !isDivided && here.group.firstKey !== keyOf(message)));
    before = here;
  }
  return rows;
}

type Behind = { message: MessageResource; group: Group };

function grouped({ message }: MessageItem, before: Behind | null, groups: Groups): Behind {
  return { message, group: groupOf(message, { key: keyOf(message), before, groups }) };
}

/** The row key of a message: the same while it is pending and after the server has it. */
export function keyOf(message: Pick<MessageResource, "id" | "author_id" | "nonce">): string {
  return message.nonce ? `${message.author_id} ${message.nonce}` : message.id;
}

/** The key of the *New* divider, to land at; null when nothing is new among the rows. */
export function newRowKey(rows: readonly TimelineRow[]): string | null {
  return rows.find((row) => row.type === "divider" && row.isNew)?.key ?? null;
}

/** The key of a message's row by the message's id, to land at; null when it is not among the rows. */
export function messageRowKey(rows: readonly TimelineRow[], messageId: string): string | null {
  return rows.find((row) => row.type === "message" && row.item.message.id === messageId)?.key ?? null;
}

type MessageTimelineRow = Extract<TimelineRow, { type: "message" }>;

/** A message may be grouped in its thread and not in the channel, and both be on screen. */
const madeRows = {
  grouped: new WeakMap<MessageItem, MessageTimelineRow>(),
  apart: new WeakMap<MessageItem, MessageTimelineRow>(),
};

/** The same row object for the same item, so that nothing renders that has not changed. */
function messageRow(item: MessageItem, isGrouped: boolean): MessageTimelineRow {
  const known = isGrouped ? madeRows.grouped : madeRows.apart;
  const made = known.get(item);
  if (made) return made;
  const row: MessageTimelineRow = { type: "message", key: keyOf(item.message), item, isGrouped };
  known.set(item, row);
  return row;
}

/** A deleted message leaves a trace only where replies hang on it. */
function isShown({ message }: MessageItem): boolean {
  return message.deleted_at === null || (message.thread_state?.reply_count ?? 0) > 0;
}

function isUnread(
  { message, delivery }: MessageItem,
  { newAfterSeq, viewerId, order }: { newAfterSeq: number; viewerId: string; order: "channel" | "thread" },
): boolean {
  if (delivery || message.deleted_at !== null || message.imported || message.kind !== "message") return false;
  return message.author_id !== viewerId && seqOf(message, order) > newAfterSeq;
}

function seqOf(message: MessageResource, order: "channel" | "thread"): number {
  return (order === "thread" ? message.thread_seq : message.channel_seq) ?? 0;
}

const days = new WeakMap<MessageResource, string>();

/** The local day, such as `2026-11-22`. */
function dayOf(message: MessageResource): string {
  const known = days.get(message);
  if (known !== undefined) return known;
  const date = new Date(message.created_at);
  const day = `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
  days.set(message, day);
  return day;
}

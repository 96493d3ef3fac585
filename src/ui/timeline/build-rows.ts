import type { MemberChangesView } from "../../client/views/shapes";
import type { MessageResource } from "../../domain/messages/rules";
import type { MessageItem } from "../message";
import { type Group, type Groups, groupOf, isLong } from "./grouping";
import { type MembersRow, memberRows } from "./member-rows";

export type TimelineRow =
  | { type: "start"; key: string }
  | { type: "divider"; key: string; day: string | null; isNew: boolean }
  | { type: "replies"; key: string; count: number }
  | MembersRow
  | { type: "message"; key: string; item: MessageItem; isGrouped: boolean };

export type BuildRowsOptions = {
  /** In order, with pending ones last. */
  items: readonly MessageItem[];
  /** Older messages exist that are not among the items. */
  hasOlder: boolean;
  /** The read marker when the conversation was opened; null draws no *New* divider. */
  newAfterSeq: number | null;
  /** The reader, whose own messages are never new. */
  viewerId: string;
  /** In a thread, replies count by their position in the thread. */
  order?: "channel" | "thread";
  /** The groups of earlier rows. Keep it as long as the list: this function writes to it. */
  groups?: Groups;
  /** The joins and leaves, in order. */
  memberChanges?: readonly MemberChangesView[];
};

/**
 * The rows of the list, from top to bottom. While older messages exist, the oldest item is held back as context: every row then
 * knows the row before it, so no row changes its height when an older page arrives.
 */
export function buildRows({
  items,
  hasOlder,
  newAfterSeq,
  viewerId,
  order = "channel",
  groups = new Map(),
  memberChanges = [],
}: BuildRowsOptions): TimelineRow[] {
  const rows: TimelineRow[] = hasOlder ? [] : [{ type: "start", key: "start" }];
  const shown = items.filter(isShown);
  // A conversation may be drawn with its newest message before its page is here: where names stand is decided with the page.
  const decided = hasOlder && !isLong(shown) ? new Map(groups) : groups;
  const isContextOnly = hasOlder && shown.length > 1;
  const context = isContextOnly ? shown[0] : undefined;
  let before = context ? grouped(context, null, decided) : null;
  // If an unread message lies above the loaded ones, its divider is up there.
  let isNewDrawn = newAfterSeq === null || (hasOlder && (!before || seqOf(before.message, order) > newAfterSeq));

  let day = before && dayOf(before.message);
  const drawnDays = new Set<string>();
  // Member changes above the first loaded message are left out: they come with the messages above it.
  let told = 0;
  if (hasOlder) takeMembers(shown[0]);

  for (const item of isContextOnly ? shown.slice(1) : shown) {
    const { message } = item;
    if (pushMembers(item)) before = null;
    const isNew = !isNewDrawn && newAfterSeq !== null && isUnread(item, { newAfterSeq, viewerId, order });
    if (isNew) isNewDrawn = true;
    // A pending message has this device's time, which may be behind: it comes after everything here.
    const itsDay = item.delivery && day !== null && dayOf(message) < day ? day : dayOf(message);
    const isNewDay = day !== itsDay;
    const isDivided = isNew || (isNewDay && !(hasOlder && day === null));
    if (isDivided) pushDivider(isNewDay ? message.created_at : null, { isNew, nextKey: keyOf(message) });
    day = itsDay;
    const here = grouped(item, before, decided);
    rows.push(messageRow(item, before !== null && !isDivided && here.group.firstKey !== keyOf(message)));
    before = here;
  }
  pushMembers(undefined);
  return rows;

  /** The changes before a message; all remaining ones before a pending message and at the end. */
  function takeMembers(item: MessageItem | undefined): readonly MemberChangesView[] {
    const from = told;
    const seq = item && !item.delivery ? seqOf(item.message, order) : Number.POSITIVE_INFINITY;
    while (told < memberChanges.length && (memberChanges[told]?.after_seq ?? 0) < seq) told += 1;
    return memberChanges.slice(from, told);
  }

  /** Adds the member lines before a message, or at the end; false if there are none. */
  function pushMembers(item: MessageItem | undefined): boolean {
    const lines = memberRows(takeMembers(item), dayAt);
    for (const line of lines) {
      if (line.day !== null && line.day !== day && !(hasOlder && day === null))
        pushDivider(line.at, { isNew: false, nextKey: line.key });
      day = line.day ?? day;
      rows.push(line);
    }
    return lines.length > 0;
  }

  /** Adds a divider. Imported messages may be out of order by day, so a day may start twice. */
  function pushDivider(at: string | null, { isNew, nextKey }: { isNew: boolean; nextKey: string }): void {
    const first = at === null ? "new" : `day:${dayAt(at)}`;
    const key = drawnDays.has(first) ? `${first} ${nextKey}` : first;
    drawnDays.add(first);
    rows.push({ type: "divider", key, day: at, isNew });
  }
}

type Behind = { message: MessageResource; group: Group };

function grouped({ message }: MessageItem, before: Behind | null, groups: Groups): Behind {
  return { message, group: groupOf(message, { key: keyOf(message), before, groups }) };
}

/** The row key of a message. It is the same while the message is pending and once the server has it. */
export function keyOf(message: Pick<MessageResource, "id" | "author_id" | "nonce">): string {
  return message.nonce ? `${message.author_id} ${message.nonce}` : message.id;
}

/** The key of the *New* divider, as a landing; null if no row is new. */
export function newRowKey(rows: readonly TimelineRow[]): string | null {
  return rows.find((row) => row.type === "divider" && row.isNew)?.key ?? null;
}

/** The row key of a message by its id, as a landing; null if it is not among the rows. */
export function messageRowKey(rows: readonly TimelineRow[], messageId: string): string | null {
  return rows.find((row) => row.type === "message" && row.item.message.id === messageId)?.key ?? null;
}

type MessageTimelineRow = Extract<TimelineRow, { type: "message" }>;

/** A message may be grouped in its thread but not in the channel, with both on screen. */
const madeRows = {
  grouped: new WeakMap<MessageItem, MessageTimelineRow>(),
  apart: new WeakMap<MessageItem, MessageTimelineRow>(),
};

/** Returns the same row object for the same item, so that unchanged rows do not rerender. */
function messageRow(item: MessageItem, isGrouped: boolean): MessageTimelineRow {
  const known = isGrouped ? madeRows.grouped : madeRows.apart;
  const made = known.get(item);
  if (made) return made;
  const row: MessageTimelineRow = { type: "message", key: keyOf(item.message), item, isGrouped };
  known.set(item, row);
  return row;
}

/** A deleted message is shown only if it has replies. */
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

/** The local day, such as `2026-11-22`, which sorts as text. */
function dayOf(message: MessageResource): string {
  const known = days.get(message);
  if (known !== undefined) return known;
  const day = dayAt(message.created_at);
  days.set(message, day);
  return day;
}

function dayAt(at: string): string {
  const date = new Date(at);
  const [month, dayOfMonth] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${date.getFullYear()}-${month}-${dayOfMonth}`;
}

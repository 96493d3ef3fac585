// Stream → replica. In: events and pages. Out: who joined and left each conversation, in order, for the ranges that are known.
import type { Envelope } from "../../domain/core/events";
import { type MemberChanges, type MemberHistory, memberChangeIn, withChange } from "../../domain/member-changes";
import type { State } from "../../domain/state";
import { field } from "../platform/reading";
import type { MessagePage } from "../transport/transport";
import type { Window, Windows } from "./windows";

/** The changes after one message, as of a cursor. */
type ChangesAfter = { readonly changes: MemberChanges; readonly upto: number };

type KnownChanges = {
  readonly after: Map<number, ChangesAfter>;
  /** All changes from this message to the end of the window are known; null if they are not. */
  knownFrom: number | null;
  /**
   * The cursor of the newest page that reached the end. The page may include an earlier event that does not say which message it
   * follows.
   */
  upto: number;
};

/** The changes that came with a page of a channel. */
export type HistoryPage = {
  readonly history: MemberHistory;
  /** The number of the page's last message; null if the page reaches the end. */
  readonly toSeq: number | null;
  /** The head of the log when the page was read. */
  readonly cursor: number;
};

/**
 * In: pages and events of the stream. Out: who joined and left each channel, between the messages of its window. These changes
 * are not messages; each carries the number of the message that it follows. Pages and events may come in any order: each event
 * counts once.
 */
export class ChannelMemberChanges {
  private readonly channels = new Map<string, KnownChanges>();
  private readonly windows: Windows;

  constructor(windows: Windows) {
    this.windows = windows;
  }

  /** The changes within the window, in the order of the messages that they follow. */
  of(channelId: string): MemberChanges[] {
    const window = this.windows.timelines.get(channelId);
    const channel = this.channels.get(channelId);
    if (!window || !channel) return [];
    const from = window.has_older ? (window.entries[0]?.seq ?? Number.POSITIVE_INFINITY) : 0;
    const to = window.has_newer ? (window.entries.at(-1)?.seq ?? 0) : Number.POSITIVE_INFINITY;
    return [...channel.after.values()]
      .map(({ changes }) => changes)
      .filter(({ after_seq }) => after_seq >= from && after_seq < to)
      .sort((one, other) => one.after_seq - other.after_seq);
  }

  /** Whether all changes between the messages of the window are known. */
  isKnown(channelId: string): boolean {
    const window = this.windows.timelines.get(channelId);
    const from = window?.has_older ? (window.entries[0]?.seq ?? 0) : 0;
    const knownFrom = this.channels.get(channelId)?.knownFrom ?? null;
    return knownFrom !== null && knownFrom <= from;
  }

  /** Takes the changes of a page that has joined the window. */
  takePage(channelId: string, { history, toSeq, cursor }: HistoryPage, edge: "older" | "newer" | "whole"): void {
    const channel = this.channelOf(channelId);
    const { from_seq } = history;
    for (const [seq, { upto }] of channel.after)
      if (seq >= from_seq && (toSeq === null || seq <= toSeq) && upto < cursor) channel.after.delete(seq);
    // Changes are never taken back: the changes as of a later cursor include all of this page.
    for (const changes of history.between)
      if (!channel.after.has(changes.after_seq)) channel.after.set(changes.after_seq, { changes, upto: cursor });
    if (toSeq === null) channel.upto = Math.max(channel.upto, cursor);
    const { knownFrom } = channel;
    const oldest = this.windows.timelines.get(channelId)?.entries[0]?.seq ?? from_seq;
    if (edge === "whole") channel.knownFrom = knownFrom !== null && oldest < from_seq ? knownFrom : from_seq;
    else if (knownFrom !== null) channel.knownFrom = Math.min(knownFrom, from_seq);
  }

  /** A message of the stream is at the end of the window: from there on, the stream has every change. */
  takeMessage(channelId: string, seq: number): void {
    const channel = this.channelOf(channelId);
    if (!this.windows.timelines.get(channelId)?.has_newer) channel.knownFrom ??= seq;
  }

  /** Takes an event of the stream. True when it changes what is shown. */
  takeEvent(state: State, event: Envelope): boolean {
    const change = memberChangeIn(event);
    const channelId = event.channel_id;
    if (change === null || channelId === null) return false;
    const channel = this.channels.get(channelId);
    // The creator of a channel joins it by creating it, before anything of the channel is here.
    if (!channel || channel.knownFrom === null || !reachesEnd(this.windows, channelId)) return false;
    const saidSeq = lastSeqIn(event);
    if (saidSeq === null && event.cursor <= channel.upto) return false;
    const after_seq = saidSeq ?? state.get("timeline", channelId)?.last_seq ?? 0;
    const known = channel.after.get(after_seq);
    if (after_seq < channel.knownFrom || (known && known.upto >= event.cursor)) return false;
    const before = known?.changes ?? { after_seq, changes: [], more: { joined: 0, left: 0 } };
    channel.after.set(after_seq, { changes: withChange(before, change), upto: event.cursor });
    return true;
  }

  /** The changes that name one of these people, with their channels. */
  *naming(userIds: ReadonlySet<string>): Generator<readonly [channelId: string, changes: MemberChanges]> {
    for (const [channelId, { after }] of this.channels)
      for (const { changes } of after.values())
        if (changes.changes.some(({ user_id, actor_id }) => userIds.has(user_id) || userIds.has(actor_id)))
          yield [channelId, changes];
  }

  drop(channelId: string): void {
    this.channels.delete(channelId);
  }

  clear(): void {
    this.channels.clear();
  }

  private channelOf(channelId: string): KnownChanges {
    const known = this.channels.get(channelId);
    if (known) return known;
    const made: KnownChanges = { after: new Map(), knownFrom: null, upto: 0 };
    this.channels.set(channelId, made);
    return made;
  }
}

function reachesEnd({ timelines }: Windows, channelId: string): boolean {
  const window: Window | undefined = timelines.get(channelId);
  return window !== undefined && !window.has_newer;
}

/** The channel's last message at that time. In earlier versions, the event of somebody leaving does not carry it. */
function lastSeqIn({ payload }: Envelope): number | null {
  const seq = field(payload, "last_seq");
  return typeof seq === "number" ? seq : null;
}

/** The member changes within a page of a timeline that was requested at `askedAt`; null if the page has no place for them. */
export function historyIn(page: MessagePage, askedAt: number): HistoryPage | null {
  const seqs = page.messages.flatMap(({ channel_seq }) => channel_seq ?? []);
  if (seqs.length === 0 && (page.has_older || page.has_newer)) return null;
  const [oldest, newest] = [Math.min(...seqs), Math.max(...seqs)];
  const nobody = { from_seq: page.has_older ? oldest : 0, between: [], people: [] };
  return {
    history: page.member_changes ?? nobody,
    toSeq: page.has_newer ? newest : null,
    cursor: Number(page.cursor ?? askedAt),
  };
}

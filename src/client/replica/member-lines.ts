import type { Envelope } from "../../domain/core/events";
import { type MemberChanges, type MemberHistory, memberChangeIn, withChange } from "../../domain/member-changes";
import type { State } from "../../domain/state";
import { field } from "../platform/reading";
import type { Window } from "./window";
import type { Windows } from "./windows";

/** Who came and went after one message, with every event up to a cursor in it. */
type CountedChanges = { readonly changes: MemberChanges; readonly upto: number };

type Lines = {
  readonly after: Map<number, CountedChanges>;
  /** From which message on everything is held, to the end of the window; null while that is not so. */
  knownFrom: number | null;
  /** A page that reached the end was read here: what happened before, and does not say after which message, may be in it. */
  upto: number;
};

/** A page of a channel, as the place of its changes. */
export type HistoryPage = {
  readonly history: MemberHistory;
  /** The number of the page's last message; null: to the end. */
  readonly toSeq: number | null;
  /** The head at which it was read. */
  readonly cursor: number;
};

/**
 * Who came to channels and who left them, within the windows that are held: brought by pages, and told on by the stream. They are no messages, and
 * stand by the number of the one that they follow. Whatever order pages and events come in, each event is told once.
 */
export class MemberLines {
  private readonly channels = new Map<string, Lines>();
  private readonly windows: Windows;

  constructor(windows: Windows) {
    this.windows = windows;
  }

  /** In the order of the messages that they follow, as far as the window shows these. */
  of(channelId: string): MemberChanges[] {
    const window = this.windows.timelines.get(channelId);
    const lines = this.channels.get(channelId);
    if (!window || !lines) return [];
    const from = window.has_older ? (window.entries[0]?.seq ?? Number.POSITIVE_INFINITY) : 0;
    const to = window.has_newer ? (window.entries.at(-1)?.seq ?? 0) : Number.POSITIVE_INFINITY;
    return [...lines.after.values()]
      .map(({ changes }) => changes)
      .filter(({ after_seq }) => after_seq >= from && after_seq < to)
      .sort((one, other) => one.after_seq - other.after_seq);
  }

  /** Whether everything is held that belongs between the messages of the window. */
  isKnown(channelId: string): boolean {
    const window = this.windows.timelines.get(channelId);
    const from = window?.has_older ? (window.entries[0]?.seq ?? 0) : 0;
    const knownFrom = this.channels.get(channelId)?.knownFrom ?? null;
    return knownFrom !== null && knownFrom <= from;
  }

  /** Takes what a page brought, once the page has joined the window. */
  takePage(channelId: string, { history, toSeq, cursor }: HistoryPage, edge: "older" | "newer" | "whole"): void {
    const lines = this.linesOf(channelId);
    const { from_seq } = history;
    for (const [seq, { upto }] of lines.after)
      if (seq >= from_seq && (toSeq === null || seq <= toSeq) && upto < cursor) lines.after.delete(seq);
    // Nothing of what came and went is ever taken back: what is held of a later cursor has all that this page has.
    for (const changes of history.between)
      if (!lines.after.has(changes.after_seq)) lines.after.set(changes.after_seq, { changes, upto: cursor });
    if (toSeq === null) lines.upto = Math.max(lines.upto, cursor);
    const { knownFrom } = lines;
    const oldest = this.windows.timelines.get(channelId)?.entries[0]?.seq ?? from_seq;
    if (edge === "whole") lines.knownFrom = knownFrom !== null && oldest < from_seq ? knownFrom : from_seq;
    else if (knownFrom !== null) lines.knownFrom = Math.min(knownFrom, from_seq);
  }

  /** A message of the stream stands at the end of the window: from it on, the stream tells everything. */
  takeMessage(channelId: string, seq: number): void {
    const lines = this.linesOf(channelId);
    if (!this.windows.timelines.get(channelId)?.has_newer) lines.knownFrom ??= seq;
  }

  /** Takes an event of the stream. True when it changes what is shown. */
  takeEvent(state: State, event: Envelope): boolean {
    const change = memberChangeIn(event);
    const channelId = event.channel_id;
    if (change === null || channelId === null) return false;
    const lines = this.channels.get(channelId);
    // That a maker joins comes with the making itself, before anything is held of the channel.
    if (!lines || lines.knownFrom === null || !reachesEnd(this.windows, channelId)) return false;
    const told = lastSeqIn(event);
    if (told === null && event.cursor <= lines.upto) return false;
    const after_seq = told ?? state.get("timeline", channelId)?.last_seq ?? 0;
    const known = lines.after.get(after_seq);
    if (after_seq < lines.knownFrom || (known && known.upto >= event.cursor)) return false;
    const before = known?.changes ?? { after_seq, changes: [], more: { joined: 0, left: 0 } };
    lines.after.set(after_seq, { changes: withChange(before, change), upto: event.cursor });
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

  private linesOf(channelId: string): Lines {
    const known = this.channels.get(channelId);
    if (known) return known;
    const made: Lines = { after: new Map(), knownFrom: null, upto: 0 };
    this.channels.set(channelId, made);
    return made;
  }
}

function reachesEnd({ timelines }: Windows, channelId: string): boolean {
  const window: Window | undefined = timelines.get(channelId);
  return window !== undefined && !window.has_newer;
}

/** How far the channel had come. Earlier versions do not say so of somebody who left. */
function lastSeqIn({ payload }: Envelope): number | null {
  const seq = field(payload, "last_seq");
  return typeof seq === "number" ? seq : null;
}

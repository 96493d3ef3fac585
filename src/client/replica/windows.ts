/**
 * In: pages of the server and messages of the stream. Out: the contiguous ranges of timelines and threads that this browser has,
 * and the messages that are no longer in any of them.
 */

import { conversationOf } from "../../domain/core/timelines";
import type { Message } from "../../domain/messages/rules";
import type { MessagePage } from "../transport/transport";

/** One message's place in a window. */
export type Entry = { readonly seq: number; readonly id: string };

/**
 * A contiguous range of a timeline or thread, in the order of its numbers. A live message joins it only while the window reaches
 * the end (`has_newer` is false).
 */
export type Window = { readonly entries: readonly Entry[]; readonly has_older: boolean; readonly has_newer: boolean };

/** The end of the window that a page was read from. `whole` is independent of the window (the newest, or around a message). */
export type PageEdge = "older" | "newer" | "whole";

export const emptyWindow: Window = { entries: [], has_older: false, has_newer: false };

/** The place of a page, and the end of the window that it was read from. */
export type PageTarget = { readonly kind: "timeline" | "thread"; readonly id: string; readonly edge: PageEdge };

type Placed = Pick<
  Message,
  "id" | "channel_id" | "direct_conversation_id" | "channel_seq" | "thread_seq" | "thread_root_id"
>;

/** How many messages are kept of a conversation on screen, and of one in the background. */
const openMax = 1_000;
const closedMax = 100;

/** All windows. A message in none of them need not be kept. */
export class Windows {
  readonly timelines = new Map<string, Window>();
  readonly threads = new Map<string, Window>();
  /** Conversations on screen. */
  readonly open = new Set<string>();
  /** Conversations whose reader has scrolled away from the end. */
  readonly scrolledAway = new Set<string>();

  holds(message: Placed): boolean {
    const timeline = this.timelines.get(conversationOf(message));
    if (timeline && message.channel_seq !== null && covers(timeline, message.channel_seq)) return true;
    if (this.threads.has(message.id)) return true;
    const thread = this.threads.get(message.thread_root_id);
    return thread !== undefined && message.thread_seq !== null && covers(thread, message.thread_seq);
  }

  /**
   * Adds a message of the stream to the windows that reach the end. `begin`: a conversation without a window starts one
   * with it. Returns the ids that fell out.
   */
  join(message: Placed, begin: boolean): string[] {
    const conversationId = conversationOf(message);
    const fallen: string[] = [];
    if (message.channel_seq !== null) {
      const start = begin ? { ...emptyWindow, has_older: message.channel_seq > 1 } : undefined;
      const timeline = this.timelines.get(conversationId) ?? start;
      if (timeline) {
        const cut = this.scrolledAway.has(conversationId) ? "newest" : "oldest";
        const joined = withLive(timeline, { seq: message.channel_seq, id: message.id });
        const bounded = trimmed(joined, cut, this.maxOf(conversationId));
        this.timelines.set(conversationId, bounded);
        fallen.push(...missing(joined, bounded));
      }
    }
    const thread = this.threads.get(message.thread_root_id);
    if (thread && message.thread_seq !== null)
      this.threads.set(message.thread_root_id, withLive(thread, { seq: message.thread_seq, id: message.id }));
    return fallen;
  }

  /** Replaces a window and returns the ids that fell out; `cut` is the end to shorten when it is too long. */
  setTimeline(conversationId: string, window: Window, cut: "oldest" | "newest"): string[] {
    const bounded = trimmed(window, cut, this.maxOf(conversationId));
    const before = this.timelines.get(conversationId) ?? emptyWindow;
    this.timelines.set(conversationId, bounded);
    return [...missing(before, bounded), ...missing(window, bounded)];
  }

  /** Shortens a conversation that has left the screen. */
  shrink(conversationId: string): string[] {
    const window = this.timelines.get(conversationId);
    if (!window) return [];
    // Only a window that reaches the end may be kept: live messages are added to it.
    if (window.has_newer) {
      this.timelines.delete(conversationId);
      return window.entries.map(({ id }) => id);
    }
    return this.setTimeline(conversationId, window, "oldest");
  }

  clear(): void {
    this.timelines.clear();
    this.threads.clear();
  }

  private maxOf(conversationId: string): number {
    return this.open.has(conversationId) ? openMax : closedMax;
  }
}

function missing(before: Window, after: Window): string[] {
  if (before.entries.length === 0 || before.entries === after.entries) return [];
  const kept = new Set(after.entries.map((entry: Entry) => entry.id));
  return before.entries.flatMap(({ id }) => (kept.has(id) ? [] : [id]));
}

/** A page as a window onto its timeline or thread. */
export function windowOf(page: MessagePage, kind: PageTarget["kind"]): Window {
  const entries = page.messages.flatMap((message) => {
    const seq = kind === "timeline" ? message.channel_seq : message.thread_seq;
    return seq === null ? [] : [{ seq, id: message.id }];
  });
  entries.sort((one, other) => one.seq - other.seq);
  return { entries, has_older: page.has_older, has_newer: page.has_newer };
}

export function covers({ entries }: Window, seq: number): boolean {
  const index = indexOf(entries, seq);
  return entries[index]?.seq === seq;
}

/** The window with one more message: at its end if it reaches the end, or in its place inside. Otherwise unchanged. */
export function withLive(window: Window, entry: Entry): Window {
  const { entries } = window;
  const newest = entries.at(-1)?.seq;
  if (newest === undefined || entry.seq > newest)
    return window.has_newer ? window : { ...window, entries: [...entries, entry] };
  const index = indexOf(entries, entry.seq);
  const oldest = entries[0]?.seq ?? 0;
  if (entries[index]?.seq === entry.seq || (entry.seq < oldest && window.has_older)) return window;
  return { ...window, entries: [...entries.slice(0, index), entry, ...entries.slice(index)] };
}

/**
 * The window after a page of the server. A page read from an edge extends that edge; a whole page that does not overlap the
 * window replaces it.
 */
export function withPage(window: Window | undefined, page: Window, edge: PageEdge): Window {
  if (!window || (edge === "whole" && !meets(window, page))) return page;
  const pageOldest = page.entries[0]?.seq ?? Number.POSITIVE_INFINITY;
  const pageNewest = page.entries.at(-1)?.seq ?? Number.NEGATIVE_INFINITY;
  const oldest = window.entries[0]?.seq ?? Number.POSITIVE_INFINITY;
  const newest = window.entries.at(-1)?.seq ?? Number.NEGATIVE_INFINITY;
  const reachesOlder = edge === "older" || (edge === "whole" && pageOldest <= oldest);
  const reachesNewer = edge === "newer" || (edge === "whole" && pageNewest >= newest);
  return {
    entries: merged(window.entries, page.entries),
    has_older: reachesOlder ? page.has_older : window.has_older,
    has_newer: reachesNewer ? page.has_newer && window.has_newer : window.has_newer,
  };
}

/** The window cut to four fifths of `max` at one end once it is longer than that. The messages cut can be loaded again. */
export function trimmed(window: Window, cut: "oldest" | "newest", max: number): Window {
  if (window.entries.length <= max) return window;
  const kept = Math.floor(max * 0.8);
  return cut === "oldest"
    ? { ...window, entries: window.entries.slice(-kept), has_older: true }
    : { ...window, entries: window.entries.slice(0, kept), has_newer: true };
}

function meets(window: Window, page: Window): boolean {
  const first = window.entries[0];
  const last = window.entries.at(-1);
  const pageFirst = page.entries[0];
  const pageLast = page.entries.at(-1);
  if (!first || !last || !pageFirst || !pageLast) return false;
  return pageFirst.seq <= last.seq && pageLast.seq >= first.seq;
}

function merged(entries: readonly Entry[], page: readonly Entry[]): Entry[] {
  const bySeq = new Map<number, Entry>();
  for (const entry of entries) bySeq.set(entry.seq, entry);
  for (const entry of page) bySeq.set(entry.seq, entry);
  return [...bySeq.values()].sort((one, other) => one.seq - other.seq);
}

/** Index of the first entry whose number is not below `seq`. */
function indexOf(entries: readonly Entry[], seq: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

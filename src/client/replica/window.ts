/** One message's place in a window. */
export type Entry = { readonly seq: number; readonly id: string };

/**
 * A contiguous stretch of a timeline or thread that this browser holds, in the order of its numbers.
 * A live message joins it only while the window reaches the end (`has_newer` is false).
 */
export type Window = { readonly entries: readonly Entry[]; readonly has_older: boolean; readonly has_newer: boolean };

/** Which end of the window a page was read from; `whole` stands by itself (the newest, or around a message). */
export type PageEdge = "older" | "newer" | "whole";

export const emptyWindow: Window = { entries: [], has_older: false, has_newer: false };

export function covers({ entries }: Window, seq: number): boolean {
  const index = indexOf(entries, seq);
  return entries[index]?.seq === seq;
}

/** The window with one more message: at its end when it reaches there, or in its place inside. Otherwise unchanged. */
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

/** The window cut to four fifths of `max` at one end once it is longer than that; what was cut can be loaded again. */
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

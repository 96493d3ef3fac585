// Log → tail. In: events as they are appended. Out: the newest of them by cursor, without texts that were deleted since.
import type { Event } from "../../../domain";
import { Delivered, weigh } from "./delivered";
import { redactFor } from "./redaction";

export const tailEventsMax = 4_000;
export const tailBytesMax = 8 * 1024 * 1024;

/** The newest events of one workspace, shared by all its readers. It holds the cursors `floor + 1 … head` without gaps. */
export type Tail = {
  readonly head: number;
  readonly floor: number;
  /** Takes the events that follow the head and ignores all others. */
  push(events: readonly Event[]): void;
  /** Drops everything and continues from `head`. */
  reset(head: number): void;
  /** Up to `countMax` events after a cursor at or above the floor, with at most about `bytesMax` bytes. */
  after(cursor: number, limits: { readonly countMax: number; readonly bytesMax: number }): Delivered[];
  /** Roughly the number of bytes after a cursor. Those below the floor do not count. */
  bytesAfter(cursor: number): number;
  /** Removes deleted texts from the events that it holds (I8). */
  redact(deletedIds: ReadonlySet<string>): void;
};

type Entry = { delivered: Delivered; readonly start: number; readonly end: number };

export function createTail(start: number): Tail {
  let entries: Entry[] = [];
  let head = start;
  let end = 0;

  function trim(): void {
    if (entries.length <= tailEventsMax && end - startOf(0) <= tailBytesMax) return;
    const kept = (part: number) => (part * 3) / 4;
    entries = entries.filter(
      ({ start }, index) => entries.length - index <= kept(tailEventsMax) && end - start <= kept(tailBytesMax),
    );
  }

  function startOf(index: number): number {
    return entries[index]?.start ?? end;
  }

  return {
    get head() {
      return head;
    },
    get floor() {
      return head - entries.length;
    },
    push: (events) => {
      for (const event of events) {
        if (event.cursor !== head + 1) continue;
        const start = end;
        end += weigh(event);
        entries.push({ delivered: new Delivered(event), start, end });
        head = event.cursor;
      }
      trim();
    },
    reset: (to) => {
      entries = [];
      head = to;
    },
    after: (cursor, { countMax, bytesMax }) => {
      const first = cursor - (head - entries.length);
      const found: Delivered[] = [];
      const from = startOf(first);
      for (let index = first; index < entries.length && found.length < countMax; index += 1) {
        const entry = entries[index];
        if (!entry || (found.length > 0 && entry.end - from > bytesMax)) break;
        found.push(entry.delivered);
      }
      return found;
    },
    bytesAfter: (cursor) => end - startOf(Math.max(0, cursor - (head - entries.length))),
    redact: (deletedIds) => {
      if (deletedIds.size === 0) return;
      for (const entry of entries) {
        const event = redactFor(entry.delivered.event, deletedIds);
        if (event !== entry.delivered.event) entry.delivered = new Delivered(event);
      }
    },
  };
}

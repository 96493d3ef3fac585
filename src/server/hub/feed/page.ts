// Reader → frame. In: a cursor and how long to wait. Out: one page of the events that the viewer may see.
import { limits } from "../../../domain/core/limits";
import type { HotState } from "../../log/hot-states";
import { type Delivered, weigh } from "./delivered";
import type { ReadFrom } from "./reader";
import { findRemoval } from "./removal";
import { learnAccess, type Source, visible } from "./stream";
import { accessLost, isInside } from "./visibility";
import type { WaitingReader } from "./waiting-reader";

/** A request answers with what it has after reading this many pages of the log, so that hidden events cost a bounded time. */
const looksMax = 7;

/** Every event in `(after, upto]` that the viewer may see, by rising cursors, and nothing else. */
export type EventPage = { readonly after: number; readonly upto: number; readonly events: readonly Delivered[] };

export type PageOptions = {
  readonly limit: number;
  /** Of the events together, though there is always one. As much as an answer may hold when left out. */
  readonly bytesMax?: number;
  readonly waitMs: number;
  readonly signal: AbortSignal;
};

/**
 * Up to `limit` events after the reader's cursor; when there are none, the first that come within `waitMs`. It may answer earlier with
 * none and a later `upto`, after many hidden events. Throws what ended the reader.
 */
export async function readPage(
  source: Source,
  { reader, endedBy, wait }: WaitingReader,
  { limit, bytesMax = limits.answerBytesMax, waitMs, signal }: PageOptions,
): Promise<EventPage> {
  const { feed } = source;
  const after = reader.position;
  const events: Delivered[] = [];
  let bytes = 0;
  const deadline = performance.now() + waitMs;
  const alarm = setTimeout(reader.wake, waitMs);
  try {
    for (let looks = 0; ; ) {
      const reason = endedBy();
      if (reason !== null) throw reason;
      const state = await feed.state();
      if (!isInside(state.store, reader.viewer)) return await farewell(source, state, { viewer: reader.viewer, after });
      if (signal.aborted || looks >= looksMax) return { after, upto: reader.position, events };
      if (reader.position < feed.head) {
        const page = await feed.page(reader.position);
        const learning = learnAccess(source, reader, page, state.store);
        if (learning !== null) {
          await learning;
          // The state may be another by then, so the page is read again.
          continue;
        }
        looks += 1;
        const seen = visible(page, state.store, reader).events;
        for (const delivered of seen) {
          bytes += weigh(delivered.event);
          // The next call reads again what did not fit.
          if (events.length >= limit || (events.length > 0 && bytes > bytesMax))
            return { after, upto: events.at(-1)?.event.cursor ?? after, events };
          events.push(delivered);
        }
        reader.position = page.upto;
        if (events.length >= limit || bytes > bytesMax / 2) return { after, upto: reader.position, events };
      } else if (events.length > 0 || performance.now() >= deadline) return { after, upto: reader.position, events };
      else await wait();
    }
  } finally {
    clearTimeout(alarm);
  }
}

/** The event that removed the viewer, alone: they may see nothing before it any more. */
async function farewell({ feed }: Source, state: HotState, place: ReadFrom): Promise<EventPage> {
  const removal = await findRemoval(feed, state, place);
  if (removal === null) throw accessLost();
  return { after: place.after, upto: removal.event.cursor, events: [removal] };
}

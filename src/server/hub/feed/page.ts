// Reader → frame. In: a cursor and how long to wait. Out: one page of the events that the viewer may see.
import { limits } from "../../../domain/core/limits";
import type { HotState } from "../../log/hot-states";
import { type Delivered, weigh } from "./delivered";
import type { ReadFrom } from "./reader";
import { findRemoval } from "./removal";
import { learnAccess, type Source, visible } from "./stream";
import { accessLost, isInside } from "./visibility";
import type { WaitingReader } from "./waiting-reader";

/** A request answers with what it has after reading this many pages of the log, which bounds the cost of hidden events. */
const looksMax = 7;

/** Every event in `(after, upto]` that the viewer may see, in cursor order, and nothing else. */
export type PolledFrame = { readonly after: number; readonly upto: number; readonly events: readonly Delivered[] };

export type PageOptions = {
  readonly limit: number;
  /** The limit on all events together, though there is always one. Default: as much as an answer may hold. */
  readonly bytesMax?: number;
  readonly waitMs: number;
  readonly signal: AbortSignal;
};

/**
 * Up to `limit` events after the reader's cursor; if there are none, the first that arrive within `waitMs`. After many hidden
 * events it may return earlier, with no events and a later `upto`. Throws the error that ended the reader.
 */
export async function readPage(
  source: Source,
  { reader, endedBy, wait }: WaitingReader,
  { limit, bytesMax = limits.answerBytesMax, waitMs, signal }: PageOptions,
): Promise<PolledFrame> {
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
          // The state may have changed by now, so the page is read again.
          continue;
        }
        looks += 1;
        const seen = visible(page, state.store, reader).events;
        for (const delivered of seen) {
          bytes += weigh(delivered.event);
          // The next call reads the rest again.
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

/** Only the event that removed the viewer: they may no longer see anything before it. */
async function farewell({ feed }: Source, state: HotState, place: ReadFrom): Promise<PolledFrame> {
  const removal = await findRemoval(feed, state, place);
  if (removal === null) throw accessLost();
  return { after: place.after, upto: removal.event.cursor, events: [removal] };
}

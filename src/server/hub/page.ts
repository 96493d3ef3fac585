import { type Delivered, weigh } from "./delivered";
import type { Reader } from "./reader";
import { type Source, visible } from "./stream";
import { accessLost, isInside } from "./visibility";

const pageBytesMax = 4 * 1024 * 1024;

/** Every event visible to the viewer in `(after, upto]`. */
export type EventPage = { readonly after: number; readonly upto: number; readonly events: readonly Delivered[] };

export type PageOptions = { readonly limit: number; readonly waitMs: number; readonly signal: AbortSignal };

/** Up to `limit` events after the reader's place; when there are none, what comes first within `waitMs`. */
export async function readPage(
  source: Source,
  reader: Reader,
  { limit, waitMs, signal }: PageOptions,
): Promise<EventPage> {
  const { line } = source;
  const after = reader.position;
  const events: Delivered[] = [];
  const deadline = source.now() + waitMs;
  const alarm = setTimeout(reader.wake, waitMs);
  try {
    for (;;) {
      if (reader.ended !== null) throw reader.ended;
      const state = await line.state();
      if (!isInside(state.store, reader.viewer)) throw accessLost();
      if (reader.position < line.head) {
        const page = await line.page(reader.position);
        events.push(...(await visible(source, { page, state, viewer: reader.viewer })).events);
        reader.position = page.upto;
        if (isFull(events, limit)) return cut({ after, upto: reader.position, events }, limit);
      } else if (events.length > 0 || source.now() >= deadline || signal.aborted)
        return { after, upto: reader.position, events };
      else await reader.rest();
    }
  } finally {
    clearTimeout(alarm);
  }
}

function isFull(events: readonly Delivered[], limit: number): boolean {
  return events.length >= limit || events.reduce((bytes, { event }) => bytes + weigh(event), 0) > pageBytesMax;
}

/** Keeps the first `limit` events with what came into sight through them. */
function cut(page: EventPage, limit: number): EventPage {
  const own = page.events.filter(({ compacted }) => !compacted);
  const last = own[limit - 1];
  if (!last || own.length === limit) return page;
  const upto = last.event.cursor;
  return { after: page.after, upto, events: page.events.filter(({ event }) => event.cursor <= upto) };
}

import { DomainError } from "../../domain/errors";
import { epochOf } from "../../domain/events";
import type { HotState } from "../store/hot-states";
import type { Grants } from "./compacted";
import { type Batch, type Delivered, deliverCompacted } from "./delivered";
import type { Line, Page } from "./line";
import type { Reader } from "./reader";
import { findRemoval } from "./removal";
import { accessLost, isInside, maySee, type Viewer } from "./visibility";

/** A consumer that does not take is cut when more than this has come since it last asked. */
export const liveQueueMax = { events: 1_000, bytes: 1024 * 1024 };

export type Source = { readonly line: Line; readonly grants: Grants; now(): number };

/** 410 `cursor_gone` for a cursor of an earlier epoch or beyond the head. Zero is the beginning of every log. */
export async function refuseGone(line: Line, cursor: number): Promise<void> {
  if (cursor > line.head) await line.catchUp();
  if (cursor <= line.head && (cursor === 0 || epochOf(cursor) === epochOf(line.head))) return;
  throw new DomainError("cursor_gone", "This place in the log is gone. Boot again.");
}

/** The next thing to tell a reader: events, silence that lasted, or null once `signal` is aborted. Throws why it ended. */
export async function nextBatch(source: Source, reader: Reader, signal: AbortSignal): Promise<Batch | null> {
  const { line } = source;
  while (!signal.aborted) {
    if (reader.ended !== null) throw reader.ended;
    const pending = line.state();
    const state = pending instanceof Promise ? await pending : pending;
    if (!isInside(state.store, reader.viewer)) return farewell(source, reader, state);
    if (reader.position < line.head) {
      const batch = await advance(source, reader, state);
      if (batch !== null) return batch;
      if (reader.heartbeatDue) return tell(source, reader, []);
    } else if (!reader.caughtUp || reader.heartbeatDue) return tell(source, reader, []);
    else await reader.rest();
  }
  return null;
}

/** Waits until the consumer can take more; the hub ends the reader when that lasts too long. */
export async function waitForConsumer(source: Source, reader: Reader, consumer: Promise<unknown>): Promise<void> {
  reader.blockedSince = source.now();
  await reader.waitFor(consumer);
  reader.blockedSince = null;
}

/** Whether a consumer that does not take has let its live queue grow too long. */
export function isTooSlow(line: Line, { blockedSince, liveFrom, position }: Reader): boolean {
  return blockedSince !== null && liveFrom !== null && isTooLong(line, Math.max(liveFrom, position));
}

function isTooLong(line: Line, from: number): boolean {
  return line.head - from > liveQueueMax.events || line.bytesAfter(from) > liveQueueMax.bytes;
}

/** Looks at the next events; null when the viewer may see none of them. */
async function advance(source: Source, reader: Reader, state: HotState): Promise<Batch | null> {
  const { line } = source;
  if (reader.liveFrom !== null && isTooLong(line, reader.position)) reader.liveFrom = line.head;
  const pending = line.page(reader.position);
  const page = pending instanceof Promise ? await pending : pending;
  const { events, shownOf } = await visible(source, { page, state, viewer: reader.viewer });
  reader.position = page.upto;
  if (events.length === 0) return null;
  return tell(source, reader, events, page.shared ? shownOf : null);
}

type Look = { readonly page: Page; readonly state: HotState; readonly viewer: Viewer };

/** What a viewer may see of a page by today's state, each event that gives access followed by what came into sight. */
export async function visible(
  { grants, line }: Source,
  { page, state, viewer }: Look,
): Promise<{ events: Delivered[]; shownOf: string | null }> {
  const shown = page.events.filter(({ event }) => maySee(state.store, viewer, event));
  if (!shown.some(({ event }) => grants.isFor(event, viewer.user_id)))
    return { events: shown, shownOf: maskOf(page.events, shown) };
  const events: Delivered[] = [];
  for (const delivered of shown) {
    events.push(delivered);
    if (!grants.isFor(delivered.event, viewer.user_id)) continue;
    const given = await grants.cameIntoSight(delivered.event, state.store, viewer);
    events.push(...given.map((event) => deliverCompacted(line.redacted(event))));
  }
  return { events, shownOf: null };
}

/** Names the choice of events, so that equal choices can be shared. Pages that end at one place may have begun at several. */
function maskOf(all: readonly Delivered[], shown: readonly Delivered[]): string {
  if (shown.length === all.length) return `all from ${all[0]?.event.cursor}`;
  return shown.map(({ event }) => event.cursor).join();
}

function tell(source: Source, reader: Reader, events: readonly Delivered[], shownOf: string | null = null): Batch {
  const { line } = source;
  const wasLive = reader.caughtUp;
  reader.caughtUp ||= reader.position >= line.head;
  const batch = { after: reader.told, upto: reader.position, events, caughtUp: reader.caughtUp && !wasLive };
  if (reader.caughtUp) reader.liveFrom ??= reader.position;
  reader.told = reader.position;
  reader.heartbeatDue = false;
  reader.spokeAt = source.now();
  // Live readers are mostly told the same; each replay begins elsewhere.
  return shownOf !== null && wasLive ? line.share(batch, shownOf) : batch;
}

/** The last event of somebody who was removed tells them so; the next turn ends the stream. */
async function farewell(source: Source, reader: Reader, state: HotState): Promise<Batch> {
  reader.end(accessLost());
  const removal = await findRemoval(source.line, state, { viewer: reader.viewer, after: reader.position });
  if (removal === null) throw accessLost();
  reader.position = removal.event.cursor;
  return tell(source, reader, [removal]);
}

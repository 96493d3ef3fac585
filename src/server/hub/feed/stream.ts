// Feed → reader. In: a reader and the pages after its cursor. Out: its next visible frame, each cursor covered once (I10).
import { epochOf } from "../../../domain/core/events";
import type { MemoryStore, State } from "../../../domain/state";
import type { HotState } from "../../log/hot-states";
import type { Log } from "../../log/log";
import type { StreamMetrics } from "../../metrics/stream-metrics";
import type { AccessGrants } from "./access-grants";
import type { AccessHistory, readAccessHistory } from "./access-history";
import { Delivered, type Frame, textsOf } from "./delivered";
import { cursorGone, type Feed } from "./feed";
import type { Choice, FeedPage } from "./pages";
import type { Reader } from "./reader";
import { findRemoval } from "./removal";
import { accessLost, isInside, type LiveViewer, mayBeFromBefore, maySee, seesWhatIsOpen } from "./visibility";

/** A receiver that takes nothing is cut once more than this is waiting for it. */
export const liveQueueMax = { events: 1_000, bytes: 1024 * 1024 };

export type Source = {
  readonly feed: Feed;
  readonly accessGrants: AccessGrants;
  accessOf(asked: Parameters<typeof readAccessHistory>[1]): Promise<AccessHistory>;
  readonly metrics: StreamMetrics;
  now(): number;
};

/** I10: throws 410 `cursor_gone` for a cursor of an earlier epoch or beyond the head. Zero is the start of every log. */
export async function refuseGone(feed: Feed, cursor: number): Promise<void> {
  if (!(await isOfThisEpoch(feed, cursor))) throw cursorGone(cursor, feed.head);
}

/**
 * The same for page readers, except that a cursor of an earlier epoch is accepted if the log has an event there: such a reader
 * has read this log (docs/decisions/0011-a-restore-begins-an-epoch.md).
 */
export async function refuseUnread(feed: Feed, log: Pick<Log, "at">, cursor: number): Promise<void> {
  if (await isOfThisEpoch(feed, cursor)) return;
  if (cursor > feed.head || (await log.at(feed.workspaceId, cursor)) === undefined) throw cursorGone(cursor, feed.head);
}

async function isOfThisEpoch(feed: Feed, cursor: number): Promise<boolean> {
  if (cursor > feed.head) await feed.catchUp();
  return cursor <= feed.head && (cursor === 0 || epochOf(cursor) === epochOf(feed.head));
}

/**
 * The next frame for a reader: events, a heartbeat, or null at the present. Returns a promise only if something must be read
 * first. Throws the reason if the viewer may no longer read.
 */
export function nextFrame(source: Source, reader: Reader): Frame | null | Promise<Frame | null> {
  const state = source.feed.state();
  return state instanceof Promise ? state.then((read) => nextIn(read, source, reader)) : nextIn(state, source, reader);
}

/** Whether a reader that got a frame in this turn has nothing more to get. */
export function isAtPresent({ feed }: Source, { position, caughtUp, heartbeatDue }: Reader): boolean {
  return position >= feed.head && caughtUp && !heartbeatDue;
}

function nextIn(state: HotState, source: Source, reader: Reader): Frame | null | Promise<Frame | null> {
  const { feed } = source;
  if (!isInside(state.store, reader.viewer)) return farewell(source, reader, state);
  while (reader.position < feed.head) {
    const page = feed.page(reader.position);
    if (page instanceof Promise) return page.then((read) => advance(source, reader, read, state));
    const frame = advance(source, reader, page, state);
    if (frame !== null) return frame;
  }
  return !reader.caughtUp || reader.heartbeatDue ? tell(source, reader, []) : null;
}

/** Whether a receiver that takes nothing has let its live queue grow too long. */
export function isTooSlow(feed: Feed, { blockedSince, liveFrom, position }: Reader): boolean {
  return blockedSince !== null && liveFrom !== null && isTooLong(feed, Math.max(liveFrom, position));
}

function isTooLong(feed: Feed, from: number): boolean {
  return feed.head - from > liveQueueMax.events || feed.bytesAfter(from) > liveQueueMax.bytes;
}

/**
 * Moves a reader past a page. Returns null if its viewer may see none of the events and no heartbeat is due. Thousands of readers
 * do so one after another. Most may see everything: they allocate nothing and share one frame.
 */
function advance(
  source: Source,
  reader: Reader,
  page: FeedPage,
  state: HotState,
): Frame | null | Promise<Frame | null> {
  const { feed } = source;
  // No page is longer than a live queue may be.
  if (page.upto < feed.head && reader.liveFrom !== null && isTooLong(feed, reader.position))
    reader.liveFrom = feed.head;
  const learning = learnAccess(source, reader, page, state.store);
  if (learning !== null) return learning.then(() => nextFrame(source, reader));
  const seen = visible(page, state.store, reader);
  if (!isIntroduced(source, page, seen.events, { reader, store: state.store }))
    return tellPage(source, reader, page, seen);
  return withIntroductions(source, seen.events, { state, reader }).then((events) =>
    tellPage(source, reader, page, { events, choice: null }),
  );
}

type Seen = Choice | { readonly events: readonly Delivered[]; readonly choice: null };

/**
 * Loads the viewer's access history if a page needs it: for readers that cannot tell old from new, when the page may hold events
 * from before their viewer could read them. Returns null when there is nothing to load.
 */
export function learnAccess(source: Source, reader: Reader, page: FeedPage, store: MemoryStore): Promise<void> | null {
  const { viewer, introductions, access } = reader;
  if (introductions === "all" || (access !== null && access.upto >= page.upto)) return null;
  if (!page.events.some(({ event }) => mayBeFromBefore(store, viewer, event))) return null;
  const owner_id = store.get("member", viewer.user_id)?.owner_id ?? null;
  return source.accessOf({ ...viewer, owner_id, upto: source.feed.head }).then((read) => {
    reader.access = read;
  });
}

/**
 * The events of a page that a reader gets: those that its viewer may see by the present state (I9). A reader that cannot tell old
 * from new does not get content from a time when its viewer could not read it (call `learnAccess` first).
 */
export function visible(
  page: FeedPage,
  store: MemoryStore,
  { viewer, introductions, access }: Pick<Reader, "viewer" | "introductions" | "access">,
): Choice {
  const seen = visibleToday(page, store, viewer);
  return introductions === "all" || access === null ? seen : withoutOld(seen, { store, viewer, access });
}

function visibleToday(page: FeedPage, store: MemoryStore, viewer: LiveViewer): Choice {
  if (page.isOpen(store) && seesWhatIsOpen(store, viewer)) return page.all;
  const seen = page.sights.some((sight) => isHidden(sight, store, viewer)) ? choose(page, store, viewer) : page.all;
  return readable(seen, viewer);
}

type Standpoint = { readonly store: MemoryStore; readonly viewer: LiveViewer; readonly access: AccessHistory };

/** The choice without content from a time when the viewer could not read it. */
function withoutOld({ events, choice }: Choice, { store, viewer, access }: Standpoint): Choice {
  const old = new Set(
    events.filter(({ event }) => mayBeFromBefore(store, viewer, event) && !access.couldRead(event, store)),
  );
  if (old.size === 0) return { events, choice };
  return {
    events: events.filter((delivered) => !old.has(delivered)),
    choice: `${choice} but ${[...old].map(({ event }) => event.cursor)}`,
  };
}

/** The choice without the texts that the viewer's token may not read. */
function readable(chosen: Choice, viewer: LiveViewer): Choice {
  const texts = textsOf(viewer);
  if (texts === "") return chosen;
  const events = chosen.events.map((delivered) => delivered.for(viewer));
  return events.every((delivered, index) => delivered === chosen.events[index])
    ? chosen
    : { events, choice: `${chosen.choice} as read by ${texts}` };
}

function choose({ events, sights }: FeedPage, state: State, viewer: LiveViewer): Choice {
  const hidden = sights.filter((sight) => isHidden(sight, state, viewer));
  const without = new Set(hidden.flat());
  return {
    events: events.filter((delivered) => !without.has(delivered)),
    choice: `without ${hidden.map(([first]) => first?.event.cursor)}`,
  };
}

function isHidden([first]: readonly Delivered[], state: State, viewer: LiveViewer): boolean {
  return first !== undefined && !maySee(state, viewer, first.event);
}

/** Whether any shown event gives the viewer access to something that the reader wants introduced. */
function isIntroduced(
  { accessGrants }: Source,
  page: FeedPage,
  shown: readonly Delivered[],
  { reader: { viewer, introductions }, store }: { readonly reader: Reader; readonly store: MemoryStore },
): boolean {
  if (!page.givesAccess || introductions === "nothing") return false;
  for (const { event } of shown) if (accessGrants.isFor(event, store, viewer)) return true;
  return false;
}

/** The events, with each grant of access followed by its introductions. */
async function withIntroductions(
  { accessGrants, feed }: Source,
  shown: readonly Delivered[],
  { state: { store }, reader }: { readonly state: HotState; readonly reader: Reader },
): Promise<readonly Delivered[]> {
  const { viewer, introductions } = reader;
  const granting = shown.flatMap(({ event }) => (accessGrants.isFor(event, store, viewer) ? [event] : []));
  const given = await accessGrants.introductionsFor(granting, store, { viewer, introductions });
  return shown.flatMap((delivered) => [
    delivered,
    ...(given.get(delivered.event.cursor) ?? []).map((event) =>
      new Delivered(feed.redacted(event), { compacted: true }).for(viewer),
    ),
  ]);
}

function tellPage(source: Source, reader: Reader, page: FeedPage, { events, choice }: Seen): Frame | null {
  reader.position = page.upto;
  if (events.length === 0) return reader.heartbeatDue ? tell(source, reader, events) : null;
  if (choice === null || page.told === null) return tell(source, reader, events);
  // Most readers get the same frame: the live ones, and those that reconnect after the same interruption.
  const after = reader.told;
  const caughtUp = moveOn(source, reader);
  const from = after === page.after ? choice : `${choice} after ${after}`;
  const key = caughtUp ? `${from}, caught up` : from;
  const known = page.told.get(key);
  if (known) return known;
  const frame = { after, upto: page.upto, events, caughtUp };
  page.told.set(key, frame);
  return frame;
}

function tell(source: Source, reader: Reader, events: readonly Delivered[]): Frame {
  const after = reader.told;
  const caughtUp = moveOn(source, reader);
  return { after, upto: reader.position, events, caughtUp };
}

/** Marks everything up to the reader's position as handed over. Returns true if that reaches the present for the first time. */
function moveOn({ feed, now }: Source, reader: Reader): boolean {
  const wasLive = reader.caughtUp;
  if (!wasLive) reader.caughtUp = reader.position >= feed.head;
  if (reader.caughtUp) reader.liveFrom ??= reader.position;
  reader.told = reader.position;
  reader.heartbeatDue = false;
  reader.spokeAt = now();
  return reader.caughtUp && !wasLive;
}

/** The last frame of a removed viewer: the event that removed them. The stream ends after it. */
async function farewell(source: Source, reader: Reader, state: HotState): Promise<Frame> {
  const removal = await findRemoval(source.feed, state, { viewer: reader.viewer, after: reader.position });
  if (removal === null) throw accessLost();
  reader.lastWords = accessLost();
  reader.position = removal.event.cursor;
  return tell(source, reader, [removal]);
}

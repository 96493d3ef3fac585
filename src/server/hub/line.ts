import type { Event } from "../../domain";
import type { ServerContext } from "../context";
import type { Log } from "../log/log";
import type { HotState, HotStates } from "../store/hot-states";
import { type Batch, type Delivered, deliver, weigh } from "./delivered";
import type { Reader } from "./reader";
import { createRedactions } from "./redaction";
import { createTail } from "./tail";

const sharedBatchesMax = 64;

/** Further behind than this, the tail begins anew at the head. */
const followedMax = 2_000;
export const pageLimits = { countMax: 500, bytesMax: 512 * 1024 };

/** Events after a cursor, whoever may see them. `shared`: they come from memory, and many readers get the same. */
export type Page = { readonly events: readonly Delivered[]; readonly upto: number; readonly shared: boolean };

/** One workspace's live end: its tail, its readers, and today's state to judge by. */
export type Line = {
  readonly workspaceId: string;
  readonly readers: Set<Reader>;
  readonly head: number;
  /** Today's state; never behind the tail. */
  state(): HotState | Promise<HotState>;
  /** The next events after a cursor that lies below the head. */
  page(after: number): Page | Promise<Page>;
  bytesAfter(cursor: number): number;
  /** The event without any text that was deleted lately. */
  redacted(event: Event): Event;
  /** Takes what this process has just appended. */
  take(events: readonly Event[]): void;
  /** Takes what other processes have appended, up to today's head. */
  catchUp(): Promise<void>;
  /** The one batch object for everybody who is told the same, so that what is derived from it is made once. */
  share(batch: Batch, shownOf: string): Batch;
};

type Sources = {
  readonly log: Log;
  readonly states: HotStates;
  readonly context: Pick<ServerContext, "metrics">;
};

/** Opens the line at today's head. */
export async function openLine(workspaceId: string, { log, states, context }: Sources): Promise<Line> {
  const metrics = context.metrics.streams;
  const readers = new Set<Reader>();
  const tail = createTail((await states.of(workspaceId)).head);
  const redactions = createRedactions();
  const batches = new Map<string, Batch>();
  let catching: Promise<void> | null = null;
  let mustLookAgain = false;

  function push(events: readonly Event[]): void {
    const before = tail.head;
    tail.push(events);
    if (tail.head === before) return;
    batches.clear();
    tail.redact(redactions.note(events));
    if (readers.size > 0) metrics.fanOut();
    for (const reader of readers) reader.wake();
  }

  async function followOthers(): Promise<void> {
    for (let isFar = true; isFar || mustLookAgain; ) {
      mustLookAgain = false;
      const events = await readEvents("catch_up", tail.head);
      isFar = events.length === pageLimits.countMax;
      const head = isFar ? (await states.of(workspaceId)).head : (events.at(-1)?.cursor ?? 0);
      if (head - tail.head > followedMax) return skipTo(head);
      await states.follow(workspaceId, events);
      push(events);
      if (events[0]) metrics.arrived(events[0]);
    }
  }

  /** Goes on from a head that is too far away to be kept in memory; readers go through the log instead. */
  function skipTo(head: number): void {
    tail.reset(head);
    batches.clear();
    for (const reader of readers) reader.wake();
  }

  async function readLog(after: number): Promise<Page> {
    const read = await readEvents("resume", after);
    const events = withinBytes(read.filter((event) => event.cursor <= tail.head));
    const upto = events.at(-1)?.cursor ?? tail.head;
    return { events: events.map((event) => deliver(redactions.apply(event))), upto, shared: false };
  }

  async function readEvents(purpose: "resume" | "catch_up", after: number): Promise<Event[]> {
    const since = performance.now();
    const events = await log.read(workspaceId, after, pageLimits.countMax);
    metrics.logRead(purpose, { events: events.length, since });
    return events;
  }

  return {
    workspaceId,
    readers,
    get head() {
      return tail.head;
    },
    state: () => {
      const state = states.peek(workspaceId);
      return state !== undefined && state.head >= tail.head ? state : states.of(workspaceId);
    },
    page: (after) => {
      if (after < tail.floor) return readLog(after);
      const events = tail.after(after, pageLimits);
      return { events, upto: events.at(-1)?.event.cursor ?? tail.head, shared: true };
    },
    bytesAfter: (cursor) => tail.bytesAfter(cursor),
    redacted: redactions.apply,
    take: (events) => {
      const [first, last] = [events[0], events.at(-1)];
      if (!first || !last || last.cursor <= tail.head) return;
      const state = states.peek(workspaceId);
      if (first.cursor === tail.head + 1 && state !== undefined && state.head >= last.cursor) push(events);
      // The poll tries again when this fails.
      else catchUp().catch(() => undefined);
    },
    catchUp,
    share: (batch, shownOf) => {
      const key = `${batch.after}:${batch.upto}:${shownOf}`;
      const known = batches.get(key);
      if (known) return known;
      if (batches.size >= sharedBatchesMax) batches.clear();
      batches.set(key, batch);
      return batch;
    },
  };

  function catchUp(): Promise<void> {
    // What is being read now may have been read before what this call is about was appended.
    mustLookAgain = catching !== null;
    catching ??= followOthers().finally(() => {
      catching = null;
    });
    return catching;
  }
}

function withinBytes(events: readonly Event[]): readonly Event[] {
  let bytes = 0;
  const end = events.findIndex((event, index) => {
    bytes += weigh(event);
    return index > 0 && bytes > pageLimits.bytesMax;
  });
  return end === -1 ? events : events.slice(0, end);
}

// Log, tail → feed. In: appends and readers' cursors. Out: pages of one workspace, from memory or else the log, and a wake-up.
import type { Event } from "../../../domain";
import { DomainError } from "../../../domain/core/errors";
import { epochOf } from "../../../domain/core/events";
import { limits } from "../../../domain/core/limits";
import type { ServerContext } from "../../context/context";
import type { HotState, HotStates } from "../../log/hot-states";
import type { Log, LogPage } from "../../log/log";
import { Delivered } from "./delivered";
import { type FeedPage, makePage } from "./pages";
import type { Reader } from "./reader";
import { createRedactions } from "./redaction";
import { createTail } from "./tail";

const sharedPagesMax = 64;

/** When it is further behind than this, the tail restarts at the head. */
const followedMax = 2_000;
/** Half of a frame: a page has at least one event, which may take up the other half. */
export const pageLimits = { countMax: 500, bytesMax: limits.answerBytesMax / 2 };

/** One workspace's live end: its tail, its readers, and the present state, by which events are shown or hidden. */
export type Feed = {
  readonly workspaceId: string;
  readonly readers: Set<Reader>;
  readonly head: number;
  /** The present state; never behind the tail. */
  state(): HotState | Promise<HotState>;
  /** The next events after a cursor below the head. */
  page(after: number): FeedPage | Promise<FeedPage>;
  bytesAfter(cursor: number): number;
  /** The event without texts that were deleted since it was read (I8). */
  redacted(event: Event): Event;
  /** Takes the events that this process has just appended. */
  take(events: readonly Event[]): void;
  /** Reads what other processes have appended, up to the present head. Throws when the log cannot be read. */
  catchUp(): Promise<void>;
};

type Sources = {
  readonly log: Log;
  readonly states: HotStates;
  readonly context: Pick<ServerContext, "metrics" | "tracing">;
};

/** Opens the feed at the present head. */
export async function openFeed(workspaceId: string, { log, states, context }: Sources): Promise<Feed> {
  const metrics = context.metrics.streams;
  const readers = new Set<Reader>();
  const tail = createTail((await states.of(workspaceId)).head);
  const redactions = createRedactions();
  const pages = new Map<number, FeedPage>();
  let catching: Promise<void> | null = null;
  let mustLookAgain = false;
  /** Looked up once for all readers that are woken in one turn. */
  let ringing: HotState | undefined;

  function push(events: readonly Event[]): void {
    const before = tail.head;
    tail.push(events);
    if (tail.head === before) return;
    pages.clear();
    tail.redact(redactions.note(events));
    ring();
  }

  /** Synchronous, so it runs before the append is answered: readers then work while the answers are built. */
  function ring(): void {
    if (readers.size === 0) return;
    const allAreTold = metrics.fanOut();
    ringing = states.peek(workspaceId);
    try {
      for (const reader of readers) reader.wake();
    } finally {
      ringing = undefined;
    }
    // Receivers may write at the end of the turn. By now they have scheduled that.
    queueMicrotask(allAreTold);
  }

  async function followOthers(): Promise<void> {
    try {
      for (let isFar = true; isFar || mustLookAgain; ) {
        mustLookAgain = false;
        isFar = await followPage();
      }
    } catch (error) {
      // Their clients reconnect to a server that understands the event. This build delivers nothing that it does not understand.
      if (isTooNew(error)) for (const reader of readers) reader.end(error);
      throw error;
    } finally {
      catching = null;
    }
  }

  /** Takes one page of other processes' appends. Returns true if there is more. */
  async function followPage(): Promise<boolean> {
    const { events, hasMore: isFar } = await readEvents("catch_up", tail.head);
    const head = isFar ? (await states.of(workspaceId)).head : (events.at(-1)?.cursor ?? 0);
    if (head - tail.head > followedMax) {
      skipTo(head);
      return false;
    }
    await states.follow(workspaceId, events);
    push(events);
    if (events[0]) metrics.arrived(events[0]);
    return isFar;
  }

  /**
   * Continues from a head too far away to keep in memory; readers read the log instead. A head of another epoch means that the
   * database has been restored, and that this log may lack events that they have read.
   */
  function skipTo(head: number): void {
    const isOtherLog = epochOf(head) !== epochOf(tail.head);
    tail.reset(head);
    pages.clear();
    if (isOtherLog) for (const reader of readers) reader.end(cursorGone(reader.position, head));
    else ring();
  }

  /** Cached, since most live readers are at the same cursor. */
  function pageFromTail(after: number): FeedPage {
    const known = pages.get(after);
    if (known) return known;
    const events = tail.after(after, pageLimits);
    const page = makePage({ after, upto: events.at(-1)?.event.cursor ?? tail.head, events }, { shared: true });
    if (pages.size >= sharedPagesMax) pages.clear();
    pages.set(after, page);
    return page;
  }

  async function readLog(after: number): Promise<FeedPage> {
    const read = await readEvents("resume", after);
    const events = read.events.filter((event) => event.cursor <= tail.head);
    const upto = events.at(-1)?.cursor ?? tail.head;
    return makePage(
      { after, upto, events: events.map((event) => new Delivered(redactions.apply(event))) },
      { shared: false },
    );
  }

  async function readEvents(purpose: "resume" | "catch_up", after: number): Promise<LogPage> {
    const since = performance.now();
    const span = context.tracing.begin("log.read", { attributes: { "parley.purpose": purpose } });
    try {
      const page = await log.page(workspaceId, after, pageLimits);
      span.set({ "parley.events": page.events.length });
      span.end();
      metrics.logRead(purpose, { events: page.events.length, since });
      return page;
    } catch (error) {
      span.end(error);
      throw error;
    }
  }

  return {
    workspaceId,
    readers,
    get head() {
      return tail.head;
    },
    state: () => {
      const state = ringing ?? states.peek(workspaceId);
      return state !== undefined && state.head >= tail.head ? state : states.of(workspaceId);
    },
    page: (after) => (after < tail.floor ? readLog(after) : pageFromTail(after)),
    bytesAfter: (cursor) => tail.bytesAfter(cursor),
    redacted: redactions.apply,
    take: (events) => {
      const [first, last] = [events[0], events.at(-1)];
      if (!first || !last || last.cursor <= tail.head) return;
      const state = states.peek(workspaceId);
      if (first.cursor === tail.head + 1 && state !== undefined && state.head >= last.cursor) push(events);
      // The poll tries again if this fails.
      else catchUp().catch(() => undefined);
    },
    catchUp,
  };

  function catchUp(): Promise<void> {
    // The running read may have started before the append that this call is about.
    mustLookAgain = catching !== null;
    catching ??= followOthers();
    return catching;
  }
}

function isTooNew(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code === "event_too_new";
}

/** The greatest number of 15 digits. No log hands out a greater cursor. */
const cursorMax = 999_999_999_999_999;

/**
 * The error for a cursor that is not in the log that ends at `head`. It has one code; its sentence says whether the cursor was
 * never in the log or no longer is. The sentence fits into the close reason of a WebSocket.
 */
export function cursorGone(cursor: number, head: number): DomainError {
  return new DomainError("cursor_gone", `${whyGone(cursor, head)} Boot again and go on from its resume_point.`);
}

function whyGone(cursor: number, head: number): string {
  if (cursor > cursorMax) return "This server never gave out this cursor.";
  if (cursor > head) return `This cursor is ahead of the log, which ends at ${head}.`;
  return "This cursor is from before the log was restored.";
}

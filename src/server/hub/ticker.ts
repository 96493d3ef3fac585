// Feed → reader. In: time. Out: heartbeats, the ends of slow and revoked streams, and polls for other processes' writes.
import { DomainError } from "../../domain/core/errors";
import type { ServerContext } from "../context/context";
import { findDeadCredentials } from "./credentials";
import type { Feeds } from "./feed/feeds";
import type { Reader } from "./feed/reader";
import { isTooSlow } from "./feed/stream";
import type { HubTiming } from "./feed/timing";
import type { LiveViewer } from "./feed/visibility";

/** An open stream, of events or of ephemerals. */
export type LiveStream = { readonly viewer: LiveViewer; end(reason: Error): void };

type TickerOptions = {
  readonly context: ServerContext;
  readonly feeds: Feeds;
  readonly timing: HubTiming;
  live(): readonly LiveStream[];
  cut(whose: { readonly credential_id: string }): void;
  /** The other work of each tick. */
  sweep(): void;
};

export type Ticker = {
  /** The time of the last tick, so that thousands of deliveries between two ticks need not each read a clock. */
  now(): number;
  start(): void;
  stop(): void;
};

/** The hub's periodic tick: heartbeats, slow receivers, credentials that ended elsewhere, other processes' writes. */
export function createTicker({ context, feeds, timing, live, cut, sweep }: TickerOptions): Ticker {
  let time = performance.now();
  let polledAt = time;
  let isPolling = false;
  let ticking: NodeJS.Timeout | undefined;

  function tick(): void {
    time = performance.now();
    try {
      for (const feed of feeds.open()) for (const reader of feed.readers) checkReader(reader, isTooSlow(feed, reader));
      sweep();
    } catch (error) {
      context.logger.error({ err: error }, "the hub's tick failed");
    }
    void readDatabase();
  }

  function checkReader(reader: Reader, isTooFar: boolean): void {
    const patience = reader.liveFrom === null ? timing.stalledReplayMs : timing.stalledMs;
    const isStalled = reader.blockedSince !== null && time - reader.blockedSince > patience;
    if (isTooFar || isStalled)
      reader.end(new DomainError("rate_limited", "This stream was read too slowly. Resume from the last cursor."));
    if (time - reader.spokeAt < timing.heartbeatMs) return;
    reader.heartbeatDue = true;
    reader.wake();
  }

  async function readDatabase(): Promise<void> {
    if (isPolling) return;
    isPolling = true;
    try {
      await cutDead();
      if (time - polledAt >= timing.pollMs) {
        polledAt = time;
        await feeds.poll();
      }
    } catch (error) {
      context.logger.warn({ err: error }, "the hub could not read the database");
    } finally {
      isPolling = false;
    }
  }

  async function cutDead(): Promise<void> {
    const dead = await findDeadCredentials(context, new Set(live().map(({ viewer }) => viewer.credential_id)));
    for (const credential_id of dead) cut({ credential_id });
  }

  return {
    now: () => time,
    start: () => {
      ticking = setInterval(tick, timing.tickMs).unref();
    },
    stop: () => clearInterval(ticking),
  };
}

import { DomainError } from "../../domain/core/errors";
import type { ServerContext } from "../context/context";
import { findDeadCredentials } from "./credentials";
import type { Feeds } from "./feed/feeds";
import type { Reader } from "./feed/reader";
import { isTooSlow } from "./feed/stream";
import type { HubTiming } from "./feed/timing";
import type { LiveViewer } from "./feed/visibility";

/** Somebody who is being told things. */
export type Live = { readonly viewer: LiveViewer; end(reason: Error): void };

type Charge = {
  readonly context: ServerContext;
  readonly feeds: Feeds;
  readonly timing: HubTiming;
  live(): readonly Live[];
  cut(whose: { readonly credential_id: string }): void;
  /** What else is due at each round. */
  sweep(): void;
};

export type Rounds = {
  /** When the last round began: whoever is told something between two of them need not look at the clock each. */
  now(): number;
  start(): void;
  stop(): void;
};

/** The rounds that a hub makes, for all that time brings: heartbeats, slow consumers, credentials that ended elsewhere, other processes' writes. */
export function makeRounds({ context, feeds, timing, live, cut, sweep }: Charge): Rounds {
  let time = performance.now();
  let polledAt = time;
  let isLooking = false;
  let ticking: NodeJS.Timeout | undefined;

  function round(): void {
    time = performance.now();
    try {
      for (const feed of feeds.open()) for (const reader of feed.readers) tend(reader, isTooSlow(feed, reader));
      sweep();
    } catch (error) {
      context.logger.error({ err: error }, "the hub could not tend its readers");
    }
    void lookAtDatabase();
  }

  function tend(reader: Reader, isTooFar: boolean): void {
    const patience = reader.liveFrom === null ? timing.stalledReplayMs : timing.stalledMs;
    const isStalled = reader.blockedSince !== null && time - reader.blockedSince > patience;
    if (isTooFar || isStalled)
      reader.end(new DomainError("rate_limited", "This stream was read too slowly. Resume from the last cursor."));
    if (time - reader.spokeAt < timing.heartbeatMs) return;
    reader.heartbeatDue = true;
    reader.wake();
  }

  async function lookAtDatabase(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      await cutDead();
      if (time - polledAt >= timing.pollMs) {
        polledAt = time;
        await feeds.poll();
      }
    } catch (error) {
      context.logger.warn({ err: error }, "the hub could not look at the database");
    } finally {
      isLooking = false;
    }
  }

  async function cutDead(): Promise<void> {
    const dead = await findDeadCredentials(context, new Set(live().map(({ viewer }) => viewer.credential_id)));
    for (const credential_id of dead) cut({ credential_id });
  }

  return {
    now: () => time,
    start: () => {
      ticking = setInterval(round, timing.tickMs).unref();
    },
    stop: () => clearInterval(ticking),
  };
}

// Reader → frame. In: the bell. Out: batches, handed to a consumer for as long as it has room.
import type { AccessHistory } from "./access-history";
import type { Batch } from "./delivered";
import type { Consumer, Introductions, Reader, ReadFrom } from "./reader";
import { isAtPresent, nextBatch, type Source } from "./stream";
import type { LiveViewer } from "./visibility";

/**
 * A reader that hands its consumer whatever there is as soon as the bell rings: at once, within the turn that rings it, as long
 * as everything lies in memory and the consumer has room. An append visits thousands of them, mostly for a single write each, so
 * that fetching what they are made of from memory is most of their cost: hence one object, and no closures.
 */
export class Follower implements Reader {
  readonly viewer: LiveViewer;
  readonly introductions: Introductions;
  access: AccessHistory | null = null;
  position: number;
  told: number;
  caughtUp = false;
  liveFrom: number | null = null;
  spokeAt: number;
  heartbeatDue = false;
  blockedSince: number | null = null;
  lastWords: Error | null = null;
  private isBusy = false;
  private isOver = false;
  private readonly source: Source;
  private readonly consumer: Consumer;
  private readonly leave: (reason: Error | null) => void;

  /** `leave` is called when it is over, with the reason, or with null when the consumer stopped it. */
  constructor(source: Source, { viewer, after }: ReadFrom, consumer: Consumer, leave: (reason: Error | null) => void) {
    this.source = source;
    this.viewer = viewer;
    this.introductions = consumer.introductions;
    this.position = after;
    this.told = after;
    this.spokeAt = source.now();
    this.consumer = consumer;
    this.leave = leave;
  }

  /** Whoever is busy looks again when that is done, so that no bell is lost. */
  wake(): void {
    if (this.isBusy || this.isOver) return;
    this.isBusy = true;
    try {
      const pending = this.tellWhatThereIs();
      if (pending !== null) this.goOnAfter(pending);
      else this.isBusy = false;
    } catch (error) {
      this.end(asError(error));
    }
  }

  end(reason: Error): void {
    if (this.isOver) return;
    this.isOver = true;
    this.leave(reason);
    this.consumer.end(reason);
  }

  /** Ends it because its consumer has gone. Safe to repeat. */
  stop(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.leave(null);
  }

  /** What to wait for before there is more to tell; null at the present. */
  private tellWhatThereIs(): Promise<unknown> | null {
    while (!this.isOver) {
      const next = nextBatch(this.source, this);
      if (next === null) break;
      const pending = next instanceof Promise ? next.then((batch) => this.hand(batch)) : this.hand(next);
      if (pending !== null) return pending;
      if (isAtPresent(this.source, this)) break;
    }
    return null;
  }

  private hand(batch: Batch | null): Promise<unknown> | null {
    if (batch === null || this.isOver) return null;
    this.source.metrics.delivered(batch.events.length);
    const full = this.consumer.take(batch);
    if (this.lastWords !== null) this.end(this.lastWords);
    else if (full !== null) this.blockedSince = this.source.now();
    return full;
  }

  private goOnAfter(pending: Promise<unknown>): void {
    pending.then(
      () => {
        this.blockedSince = null;
        this.isBusy = false;
        this.wake();
      },
      (error: unknown) => this.end(asError(error)),
    );
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

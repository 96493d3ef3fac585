// Reader → frame. In: a wake-up. Out: frames, handed to a receiver for as long as it has room.
import type { AccessHistory } from "./access-history";
import type { Frame } from "./delivered";
import type { Introductions, Reader, ReadFrom, Receiver } from "./reader";
import { isAtPresent, nextFrame, type Source } from "./stream";
import type { LiveViewer } from "./visibility";

/**
 * A reader that hands its receiver all available frames as soon as it is woken: within the same turn, while everything is in
 * memory and the receiver has room. An append wakes thousands of readers, mostly for one write each. Most of the cost is loading
 * their fields from memory, so each is one object without closures.
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
  private readonly receiver: Receiver;
  private readonly leave: (reason: Error | null) => void;

  /** `leave` is called once at the end, with the reason, or with null when the receiver stopped it. */
  constructor(source: Source, { viewer, after }: ReadFrom, receiver: Receiver, leave: (reason: Error | null) => void) {
    this.source = source;
    this.viewer = viewer;
    this.introductions = receiver.introductions;
    this.position = after;
    this.told = after;
    this.spokeAt = source.now();
    this.receiver = receiver;
    this.leave = leave;
  }

  /** A busy reader looks again when it is done, so no wake-up is lost. */
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
    this.receiver.end(reason);
  }

  /** Ends it because its receiver has left. Safe to repeat. */
  stop(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.leave(null);
  }

  /** Hands over all available frames. Returns a promise to wait for before there is more, or null at the present. */
  private tellWhatThereIs(): Promise<unknown> | null {
    while (!this.isOver) {
      const next = nextFrame(this.source, this);
      if (next === null) break;
      const pending = next instanceof Promise ? next.then((frame) => this.hand(frame)) : this.hand(next);
      if (pending !== null) return pending;
      if (isAtPresent(this.source, this)) break;
    }
    return null;
  }

  private hand(frame: Frame | null): Promise<unknown> | null {
    if (frame === null || this.isOver) return null;
    this.source.metrics.delivered(frame.events.length);
    const full = this.receiver.take(frame);
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

import type { Batch } from "./delivered";
import { type Consumer, createReader, type Place, type Reader } from "./reader";
import { nextBatch, type Source } from "./stream";

export type Follower = {
  readonly reader: Reader;
  /** Ends it because its consumer has gone. Safe to repeat. */
  stop(): void;
};

/**
 * A reader that hands its consumer whatever there is as soon as the bell rings: at once, within the turn that rings it, as long
 * as everything lies in memory and the consumer has room. `leave` is called when it is over, however it ends.
 */
export function createFollower(
  source: Source,
  place: Place,
  consumer: Consumer,
  leave: (reason: Error | null) => void,
): Follower {
  let isBusy = false;
  let isOver = false;
  const reader = createReader(place, source.now(), { wake, end });
  return { reader, stop };

  /** Whoever is busy looks again when that is done, so that no bell is lost. */
  function wake(): void {
    if (isBusy || isOver) return;
    isBusy = true;
    try {
      const pending = tellWhatThereIs();
      if (pending !== null) goOnAfter(pending);
      else isBusy = false;
    } catch (error) {
      end(asError(error));
    }
  }

  /** What to wait for before there is more to tell; null at the present. */
  function tellWhatThereIs(): Promise<unknown> | null {
    while (!isOver) {
      const next = nextBatch(source, reader);
      if (next === null) break;
      const pending = next instanceof Promise ? next.then(hand) : hand(next);
      if (pending !== null) return pending;
    }
    return null;
  }

  function hand(batch: Batch | null): Promise<unknown> | null {
    if (batch === null || isOver) return null;
    source.metrics.delivered(batch.events.length);
    const full = consumer.take(batch);
    if (reader.lastWords !== null) end(reader.lastWords);
    else if (full !== null) reader.blockedSince = source.now();
    return full;
  }

  function goOnAfter(pending: Promise<unknown>): void {
    pending.then(
      () => {
        reader.blockedSince = null;
        isBusy = false;
        wake();
      },
      (error: unknown) => end(asError(error)),
    );
  }

  function end(reason: Error): void {
    if (isOver) return;
    isOver = true;
    leave(reason);
    consumer.end(reason);
  }

  function stop(): void {
    if (isOver) return;
    isOver = true;
    leave(null);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

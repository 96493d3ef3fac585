import { monotonicFactory } from "ulid";

/** Time and randomness, passed in so that tests can control them. */
export type Clock = {
  now(): number;
  /** Calls back after a delay; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
  /** At least 0, below 1. */
  random(): number;
  /** A new unique name of letters and digits; a later one sorts after an earlier one. */
  newName(): string;
};

const nextUlid = monotonicFactory();

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  newName: () => nextUlid().toLowerCase(),
};

/** A delay with full jitter, also for the first attempt: between zero and a bound that doubles with each attempt. */
export function jittered(clock: Clock, attempt: number, { firstMs = 1_000, mostMs = 30_000 } = {}): number {
  return Math.round(clock.random() * Math.min(mostMs, firstMs * 2 ** attempt));
}

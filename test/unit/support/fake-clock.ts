import type { Clock } from "../../../src/client/platform/clock";

type Timer = { readonly at: number; readonly order: number; readonly callback: () => void };

/** Time that stands still until it is moved, and chance that repeats itself. */
export class FakeClock implements Clock {
  private time = Date.UTC(2026, 0, 2);
  private timers: Timer[] = [];
  private made = 0;
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0 || 1;
  }

  now(): number {
    return this.time;
  }

  after(delayMs: number, callback: () => void): () => void {
    this.made += 1;
    const timer = { at: this.time + Math.max(0, delayMs), order: this.made, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  }

  /** The numbers of a linear congruential generator. */
  random(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.state / 2 ** 32;
  }

  newName(): string {
    this.made += 1;
    return String(this.made).padStart(8, "0");
  }

  /** A promise that is kept after some time. */
  sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve);
    });
  }

  /** Lets time pass: every timer that falls due runs, with what it sets off. */
  async pass(durationMs: number): Promise<void> {
    const until = this.time + durationMs;
    await settled();
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= until);
      const next = due.sort((one, other) => one.at - other.at || one.order - other.order)[0];
      if (!next) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.time = next.at;
      next.callback();
      await settled();
    }
    this.time = until;
  }
}

/** Everything that waits for nothing but its turn has had it. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

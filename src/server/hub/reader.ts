import type { Viewer } from "./visibility";

/** One stream as the hub knows it: where it stands, and the bell by which it is woken. */
export type Reader = {
  readonly viewer: Viewer;
  /** Everything up to here has been looked at. */
  position: number;
  /** Everything up to here has been told. */
  told: number;
  /** Has reached the present once. */
  caughtUp: boolean;
  /** Where its live queue begins; null while it replays. What lies before was there when it asked, and waits for its consumer. */
  liveFrom: number | null;
  /** When it last said anything, in the hub's milliseconds. */
  spokeAt: number;
  heartbeatDue: boolean;
  /** Since when its consumer has not taken anything; null while it takes. */
  blockedSince: number | null;
  /** Why it must end. */
  readonly ended: Error | null;
  /** Something may have changed: look again. */
  wake(): void;
  /** Ends it with an error, whatever it waits for. */
  end(reason: Error): void;
  /** Waits for the bell; returns at once when it has rung since the last time. */
  rest(): Promise<void>;
  /** Waits for the consumer, or for the end. */
  waitFor(consumer: Promise<unknown>): Promise<void>;
};

export function createReader(viewer: Viewer, position: number, now: number): Reader {
  let rung = false;
  let waiting: (() => void) | null = null;
  let releaseConsumer: (() => void) | null = null;
  let ended: Error | null = null;

  function wake(): void {
    rung = true;
    waiting?.();
    waiting = null;
  }

  return {
    viewer,
    position,
    told: position,
    caughtUp: false,
    liveFrom: null,
    spokeAt: now,
    heartbeatDue: false,
    blockedSince: null,
    get ended() {
      return ended;
    },
    wake,
    end: (reason) => {
      ended ??= reason;
      releaseConsumer?.();
      wake();
    },
    rest: async () => {
      if (!rung)
        await new Promise<void>((resolve) => {
          waiting = resolve;
        });
      rung = false;
    },
    waitFor: async (consumer) => {
      if (ended === null)
        await new Promise<void>((resolve) => {
          releaseConsumer = resolve;
          consumer.then(
            () => resolve(),
            () => resolve(),
          );
        });
      releaseConsumer = null;
    },
  };
}

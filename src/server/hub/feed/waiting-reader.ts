// Reader → page. In: the bell. Out: a reader for one request, which waits until it rings.
import type { Reader, ReadFrom } from "./reader";

export type WaitingReader = {
  readonly reader: Reader;
  /** The error that ended it; null while it reads on. */
  endedBy(): Error | null;
  /** Waits for the bell; returns at once when it has rung since the last time. */
  wait(): Promise<void>;
};

/** A reader for one request, which looks when it likes and may wait for the bell in between. */
export function createWaitingReader({ viewer, after }: ReadFrom, now: number): WaitingReader {
  let rung = false;
  let waiting: (() => void) | null = null;
  let endedBy: Error | null = null;

  function wake(): void {
    rung = true;
    waiting?.();
    waiting = null;
  }

  function end(reason: Error): void {
    endedBy ??= reason;
    wake();
  }

  return {
    reader: {
      viewer,
      introductions: "nothing",
      access: null,
      position: after,
      told: after,
      caughtUp: false,
      liveFrom: null,
      spokeAt: now,
      heartbeatDue: false,
      blockedSince: null,
      lastWords: null,
      wake,
      end,
    },
    endedBy: () => endedBy,
    wait: async () => {
      if (!rung)
        await new Promise<void>((resolve) => {
          waiting = resolve;
        });
      rung = false;
    },
  };
}

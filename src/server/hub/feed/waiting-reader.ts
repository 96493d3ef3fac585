// Feed → reader. In: a wake-up. Out: a reader for one request, which waits for wake-ups.
import type { Reader, ReadFrom } from "./reader";

export type WaitingReader = {
  readonly reader: Reader;
  /** The error that ended it; null while it is still reading. */
  endedBy(): Error | null;
  /** Waits until the reader is woken. Returns at once if it was woken since the last call. */
  wait(): Promise<void>;
};

/** Creates a reader for one request, which reads when it likes and may wait in between. */
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

// Reader → page. In: the bell. Out: a reader for one request, which waits until it rings.
import type { Reader, ReadFrom } from "./reader";

export type WaitingReader = {
  readonly reader: Reader;
  /** Why it must end. */
  ended(): Error | null;
  /** Waits for the bell; returns at once when it has rung since the last time. */
  rest(): Promise<void>;
};

/** A reader that is asked: whoever asks may wait for the bell. */
export function createWaitingReader({ viewer, after }: ReadFrom, now: number): WaitingReader {
  let rung = false;
  let waiting: (() => void) | null = null;
  let ended: Error | null = null;

  function wake(): void {
    rung = true;
    waiting?.();
    waiting = null;
  }

  function end(reason: Error): void {
    ended ??= reason;
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
    ended: () => ended,
    rest: async () => {
      if (!rung)
        await new Promise<void>((resolve) => {
          waiting = resolve;
        });
      rung = false;
    },
  };
}

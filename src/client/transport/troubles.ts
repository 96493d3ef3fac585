import type { Clock } from "../platform/clock";

/** The ways to the server that can fail independently. */
export type Way = "stream" | "boot" | "commands" | "pages" | "markers";

export type TroublesOptions = {
  readonly clock: Clock;
  onChange(): void;
  /** A way that had failed works again, so the others may work too. */
  onReached(): void;
};

/** A short break needs no notice. */
const quietMs = 5_000;

/** Tracks the ways on which the server does not answer, and whether that has lasted long enough to show it. */
export function createTroubles({ clock, onChange, onReached }: TroublesOptions) {
  /** Every way on which an answer is missing, and whether it has also failed. */
  const missing = new Map<Way, boolean>();
  let isLasting = false;
  let cancel: (() => void) | null = null;

  function note(way: Way, hasFailed: boolean): void {
    missing.set(way, hasFailed || missing.get(way) === true);
    if (isLasting) return;
    cancel ??= clock.after(quietMs, () => {
      isLasting = true;
      onChange();
    });
  }

  function settle(): void {
    if (missing.size > 0) return;
    cancel?.();
    cancel = null;
    if (!isLasting) return;
    isLasting = false;
    onChange();
  }

  return {
    /** An answer is pending. */
    wait: (way: Way): void => note(way, false),
    /** The answer has not come. */
    fail: (way: Way): void => note(way, true),
    /** The answer has come, or is no longer wanted. */
    pass: (way: Way): void => {
      const hadFailed = missing.get(way) === true;
      missing.delete(way);
      settle();
      if (hadFailed) onReached();
    },
    clear: (): void => {
      missing.clear();
      settle();
    },
    /** Whether something has been missing long enough that people should know. */
    isLasting: (): boolean => isLasting,
  };
}

export type Troubles = ReturnType<typeof createTroubles>;

import type { Clock } from "../platform/clock";

/** What can fail by itself while the rest goes through. */
export type Way = "stream" | "boot" | "commands" | "pages" | "markers";

export type TroublesOptions = {
  readonly clock: Clock;
  onChange(): void;
  /** Something was answered that had failed before: the rest may get through as well. */
  onReached(): void;
};

/** A short break needs no notice. */
const quietMs = 5_000;

/** What does not get through to the server, of everything that should, and whether that has lasted long enough to be worth a word. */
export function createTroubles({ clock, onChange, onReached }: TroublesOptions) {
  /** Every way on which an answer is missing, and whether it has failed, too. */
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
    /** An answer is waited for. */
    wait: (way: Way): void => note(way, false),
    /** It has not come. */
    fail: (way: Way): void => note(way, true),
    /** It has come, or is no longer wanted. */
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
    /** Whether something has been missing for so long that people should know. */
    isLasting: (): boolean => isLasting,
  };
}

export type Troubles = ReturnType<typeof createTroubles>;

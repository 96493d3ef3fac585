import { type ComponentType, lazy } from "react";

type Load<P> = () => Promise<ComponentType<P>>;
type LateOptions = {
  /** Fetched by `fetchAhead`, too: what people reach for at any moment, also without a network. */
  ahead?: boolean;
};

const firstWaitMs = 1_000;
const longestWaitMs = 30_000;
const aheads = new Set<() => Promise<unknown>>();

/**
 * A part of the screen whose code is fetched when it is first shown. While it cannot be had it is asked for again and again,
 * and the rest of the screen works on.
 */
export function late<P>(load: Load<P>, { ahead = false }: LateOptions = {}) {
  if (ahead) aheads.add(load);
  return lazy(async () => ({ default: await persistently(load) }));
}

/** Fetches what was marked `ahead`, so that it is there when the network is not. */
export function fetchAhead(): void {
  for (const load of aheads) void load().catch(() => {});
}

async function persistently<P>(load: Load<P>): Promise<ComponentType<P>> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      return await load();
    } catch {
      await networkOr(waitMs);
    }
  }
}

/** Until the browser has a network again, or for this long. */
function networkOr(waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    window.addEventListener("online", done);
  });
}

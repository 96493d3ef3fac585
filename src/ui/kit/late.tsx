"use client";

import { useEffect, useSyncExternalStore } from "react";
import { askForBuild } from "../../client/transport/builds";

type Held<T> = { readonly Part: T | null; readonly hasFailed: boolean };

/** A part of the screen, or data it needs, whose code loads after the page. */
export type Late<T> = {
  readonly held: () => Held<T>;
  readonly watch: (onChange: () => void) => () => void;
  /** Fetches the code, retrying until it succeeds. Idempotent. */
  readonly want: () => void;
  /** Retries at once, without waiting. */
  readonly retry: () => void;
};

const firstWaitMs = 1_000;
const longestWaitMs = 30_000;
const fetches = new Set<() => Promise<unknown>>();

/**
 * Describes a part whose code is fetched when it is first wanted, or earlier by `fetchAhead`. Show it with `useLate`, which
 * renders it in the same tick once its code is loaded. `React.lazy` does not: it keeps a fallback for 300 ms. `fetchAhead` leaves
 * out what is `onlyIfWanted`: a part that most people never need, and can do without.
 */
export function late<T>(load: () => Promise<T>, { onlyIfWanted = false } = {}): Late<T> {
  let held: Held<T> = { Part: null, hasFailed: false };
  let isWanted = false;
  let hurry = () => {};
  const watchers = new Set<() => void>();

  function hold(next: Held<T>): void {
    held = next;
    for (const onChange of watchers) onChange();
  }
  async function fetchOnce(): Promise<void> {
    if (held.Part === null) hold({ Part: await load(), hasFailed: false });
  }
  async function fetchUntilHere(): Promise<void> {
    for (let waitMs = firstWaitMs; held.Part === null; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      try {
        await fetchOnce();
      } catch {
        void askForBuild();
        hold({ Part: null, hasFailed: true });
        const wait = networkOr(waitMs);
        hurry = wait.end;
        await wait.over;
      }
    }
  }

  if (!onlyIfWanted) fetches.add(fetchOnce);
  return {
    held: () => held,
    watch: (onChange) => {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
    want: () => {
      if (isWanted) return;
      isWanted = true;
      void fetchUntilHere();
    },
    retry: () => {
      hold({ ...held, hasFailed: false });
      hurry();
    },
  };
}

/**
 * The part, if its code is loaded. Requests it while it `isWanted`, and reports a failed fetch. An updated server may no longer
 * have the code: `useIsUpdated` tells.
 */
export function useLate<T>(part: Late<T>, isWanted = true): Held<T> {
  useEffect(() => {
    if (isWanted) part.want();
  }, [part, isWanted]);
  return useSyncExternalStore(part.watch, part.held, part.held);
}

/** Fetches the late parts, one after another, so that all are loaded before they are wanted or the network is gone. */
export async function fetchAhead(): Promise<void> {
  for (const fetchOnce of [...fetches]) await fetchOnce().catch(() => void askForBuild());
}

/** Waits until the browser is online again, the time is up, or `end` is called. */
function networkOr(waitMs: number): { readonly over: Promise<void>; readonly end: () => void } {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = () => {
      clearTimeout(timer);
      window.removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(() => end(), waitMs);
    window.addEventListener("online", end);
  });
  return { over, end };
}

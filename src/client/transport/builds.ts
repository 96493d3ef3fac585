import { build } from "../../build";
import { field } from "../platform/reading";

/** This page's knowledge of its server: code of two builds never runs in the same page. */
let isUpdated = false;
let asking: Promise<void> | null = null;
const watchers = new Set<() => void>();

/**
 * Notes the build that a response of the server names, if any. While a server is being replaced, two builds answer in turn, so
 * another build counts as present until `askForBuild` finds otherwise.
 */
export function noteBuild(served: unknown): void {
  if (typeof served === "string" && served !== build) note(true);
}

/** The server sent something that only a newer page understands. */
export function noteNewerVersion(): void {
  note(true);
}

function note(isOther: boolean): void {
  if (isUpdated === isOther) return;
  isUpdated = isOther;
  for (const onChange of watchers) onChange();
}

/**
 * Asks the server which build it runs, one request at a time: after a break, and when code of this page cannot be loaded. Never
 * throws.
 */
export function askForBuild(): Promise<void> {
  asking ??= fetch("/healthz", { cache: "no-store" })
    .then((answer) => answer.json())
    .then((health: unknown) => {
      const served = field(health, "build");
      if (typeof served === "string") note(served !== build);
    })
    // The server cannot be reached, or its response is unreadable.
    .catch(() => undefined)
    .finally(() => {
      asking = null;
    });
  return asking;
}

/** Whether the server runs another build than this page, as a store for React. */
export const updates = {
  isThere: (): boolean => isUpdated,
  watch: (onChange: () => void): (() => void) => {
    watchers.add(onChange);
    return () => watchers.delete(onChange);
  },
};

"use client";

import { useCallback, useSyncExternalStore } from "react";
import { recall, remember } from "../kit/device-storage";

/** The state of a workspace's first steps on this device: begun when somebody was alone there, or put away. */
type FirstSteps = "begun" | "dismissed" | null;

const watchers = new Set<() => void>();

/** The first steps of a workspace as this device remembers them, and how to change that. */
export function useFirstSteps(workspaceId: string): readonly [FirstSteps, (next: "begun" | "dismissed") => void] {
  const steps = useSyncExternalStore(
    watch,
    () => read(workspaceId),
    () => null,
  );
  const change = useCallback(
    (next: "begun" | "dismissed") => {
      remember(keyOf(workspaceId), next);
      unstored.set(workspaceId, next);
      for (const onChange of watchers) onChange();
    },
    [workspaceId],
  );
  return [steps, change];
}

/** What was said on this page, for browsers that keep nothing. */
const unstored = new Map<string, FirstSteps>();

function keyOf(workspaceId: string): string {
  return `parley.first-steps.${workspaceId}`;
}

function watch(onChange: () => void): () => void {
  watchers.add(onChange);
  return () => watchers.delete(onChange);
}

function read(workspaceId: string): FirstSteps {
  const kept = recall(keyOf(workspaceId));
  return kept === "begun" || kept === "dismissed" ? kept : (unstored.get(workspaceId) ?? null);
}

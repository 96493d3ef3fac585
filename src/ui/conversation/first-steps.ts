"use client";

import { useCallback } from "react";
import { useEngine, usePreference } from "../../client/hooks";

/** The state of a person's first steps in a workspace: begun when they were alone there, or put away. Null before both. */
type FirstSteps = "begun" | "dismissed" | null;

/** The first steps of a workspace, as the person has left them on any device, and how to change that. */
export function useFirstSteps(workspaceId: string): readonly [FirstSteps, (next: "begun" | "dismissed") => void] {
  const engine = useEngine();
  const name = `first_steps.${workspaceId}`;
  const steps = usePreference(name);
  const change = useCallback((next: "begun" | "dismissed") => engine.prefer({ [name]: next }), [engine, name]);
  return [steps === "begun" || steps === "dismissed" ? steps : null, change];
}

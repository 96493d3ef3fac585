"use client";

import { useEngine } from "../../client/hooks";
import type { Groups } from "./grouping";

const kept = new WeakMap<object, Map<string, Groups>>();

/** The groups of a list. They live as long as the engine, so names are in the same places when the reader returns to the list. */
export function useGroups(listId: string): Groups {
  const engine = useEngine();
  const ofEngine = kept.get(engine) ?? new Map<string, Groups>();
  kept.set(engine, ofEngine);
  const groups = ofEngine.get(listId) ?? new Map();
  ofEngine.set(listId, groups);
  return groups;
}

import { forget, recallValue, remember } from "../kit/device-storage";

/** What a person did, in one workspace or in all: the emoji they used, where they were, and what they chose in the palette. */
type Habit = "emoji" | `${"visits" | "choices"}.${string}`;

const prefix = "parley.habit.";

/** What this device keeps of a habit. It may be anything: read it with care. */
export function recallHabit(habit: Habit): unknown {
  return recallValue(prefix + habit);
}

/** Keeps a habit on this device until the person signs out. Where there is no room for it, nothing is learned. */
export function keepHabit(habit: Habit, value: unknown): void {
  remember(prefix + habit, JSON.stringify(value));
}

/** Forgets the habits of a person who has signed out, in all workspaces. */
export function forgetHabits(): void {
  forget(prefix);
}

/** The strings among what is kept of a habit. */
export function recallTexts(habit: Habit): readonly string[] {
  const kept = recallHabit(habit);
  return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
}

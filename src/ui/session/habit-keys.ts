const prefix = "parley.habit.";

/** Where this browser keeps what a person does in a workspace. */
export function habitKey(habit: "visits" | "choices", workspaceId: string): string {
  return `${prefix}${habit}.${workspaceId}`;
}

/** Forgets the habits of a person who has signed out, in all workspaces. */
export function forgetHabits(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
}

import { type Habits, noHabits, readHabits, storedHabits, withChoice, withVisit } from "../../domain/names/habits";

const prefix = "parley.habits.";

/** The conversations opened in this tab, by workspace: another tab's do not get in between the two that somebody flips between. */
const openedHere = new Map<string, Habits>();

/** What the person did in a workspace on this device, this tab first. */
export function habitsOf(workspaceId: string): Habits {
  const stored = read(workspaceId);
  const here = openedHere.get(workspaceId)?.visited ?? [];
  return { ...stored, visited: [...new Set([...here, ...stored.visited])] };
}

/** The conversation last opened in a workspace. */
export function lastConversation(workspaceId: string): string | null {
  return habitsOf(workspaceId).visited[0] ?? null;
}

/** Stores that a conversation was opened. */
export function rememberVisit(workspaceId: string, conversationId: string): void {
  openedHere.set(workspaceId, withVisit(openedHere.get(workspaceId) ?? noHabits, conversationId));
  write(workspaceId, withVisit(read(workspaceId), conversationId));
}

/** Stores what was chosen for a typed text. */
export function rememberChoice(workspaceId: string, typed: string, id: string): void {
  write(workspaceId, withChoice(read(workspaceId), typed, id));
}

/** Forgets all habits on this device: someone else may sign in next. */
export function forgetHabits(): void {
  openedHere.clear();
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
  } catch {
    // Then there is nothing to forget.
  }
}

function read(workspaceId: string): Habits {
  try {
    return readHabits(JSON.parse(localStorage.getItem(prefix + workspaceId) ?? "{}"));
  } catch {
    return noHabits;
  }
}

function write(workspaceId: string, habits: Habits): void {
  try {
    localStorage.setItem(prefix + workspaceId, JSON.stringify(storedHabits(habits)));
  } catch {
    // Then only this tab knows where it was.
  }
}

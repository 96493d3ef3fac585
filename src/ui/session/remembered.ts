import { clearTabStorage } from "../kit/tab-storage";
import { forgetHabits } from "./habit-keys";

const workspacesKey = "parley.workspaces";
const lastKey = "parley.last-workspace";

/** The workspace id last seen for this slug, which saves asking for it first. */
export function rememberedWorkspaceId(slug: string): string | undefined {
  const known = read();
  return Object.hasOwn(known, slug) ? known[slug] : undefined;
}

/** Stores the workspaces, and the id of the one visited last. It is the id because the slug may change. */
export function rememberWorkspaces(workspaces: readonly { id: string; slug: string }[], id: string): void {
  try {
    localStorage.setItem(
      workspacesKey,
      JSON.stringify(Object.fromEntries(workspaces.map((one) => [one.slug, one.id]))),
    );
    localStorage.setItem(lastKey, id);
  } catch {
    // Without storage, the server is asked each time.
  }
}

/** The id of the workspace visited last. */
export function lastWorkspaceId(): string | null {
  try {
    return localStorage.getItem(lastKey);
  } catch {
    return null;
  }
}

/** Forgets a person who has signed out: their workspaces, positions, texts and habits. Someone else may sign in next. */
export function forgetPerson(): void {
  clearTabStorage();
  try {
    forgetHabits();
    localStorage.removeItem(workspacesKey);
    localStorage.removeItem(lastKey);
  } catch {
    // Then there is nothing to forget.
  }
}

function read(): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(workspacesKey) ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    return Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return {};
  }
}

import { forget, recall, recallValue, remember } from "../kit/device-storage";
import { clearTabStorage } from "../kit/tab-storage";
import { forgetHabits } from "./habits";

const workspacesKey = "parley.workspaces";
const lastKey = "parley.last-workspace";
/** What earlier versions kept of a person. */
const formerPrefixes = ["parley.last-conversation.", "parley.first-steps."];

/** The workspace id last seen for this slug, which saves asking for it first. */
export function rememberedWorkspaceId(slug: string): string | undefined {
  const kept = recallValue(workspacesKey);
  if (typeof kept !== "object" || kept === null || !Object.hasOwn(kept, slug)) return undefined;
  const id: unknown = Reflect.get(kept, slug);
  return typeof id === "string" ? id : undefined;
}

/** Keeps the workspaces, and the id of the one visited last. It is the id because the slug may change. */
export function rememberWorkspaces(workspaces: readonly { id: string; slug: string }[], id: string): void {
  remember(workspacesKey, JSON.stringify(Object.fromEntries(workspaces.map((one) => [one.slug, one.id]))));
  remember(lastKey, id);
}

/** The id of the workspace visited last. */
export function lastWorkspaceId(): string | null {
  return recall(lastKey);
}

/** Forgets a person who has signed out: their workspaces, positions, texts and habits. Someone else may sign in next. */
export function forgetPerson(): void {
  clearTabStorage();
  forgetHabits();
  forget(workspacesKey);
  forget(lastKey);
  for (const prefix of formerPrefixes) forget(prefix);
}

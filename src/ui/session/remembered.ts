import { clearTabStorage } from "../kit/tab-storage";

const workspacesKey = "parley.workspaces";
const lastKey = "parley.last-workspace";

/** The id behind a workspace's address as it was last time, which saves asking for it first. */
export function rememberedWorkspaceId(slug: string): string | undefined {
  const known = read();
  return Object.hasOwn(known, slug) ? known[slug] : undefined;
}

/** Keeps which workspaces there are, and which one was looked at last, by its id: its address may change. */
export function rememberWorkspaces(workspaces: readonly { id: string; slug: string }[], id: string): void {
  try {
    localStorage.setItem(
      workspacesKey,
      JSON.stringify(Object.fromEntries(workspaces.map((one) => [one.slug, one.id]))),
    );
    localStorage.setItem(lastKey, id);
  } catch {
    // Without storage the server is asked each time.
  }
}

/** The id of the workspace that was looked at last. */
export function lastWorkspaceId(): string | null {
  try {
    return localStorage.getItem(lastKey);
  } catch {
    return null;
  }
}

/** Forgets who was here, after they have signed out: their workspaces, where they stood, and what they wrote. Somebody else may sign in next. */
export function forgetPerson(): void {
  clearTabStorage();
  try {
    localStorage.removeItem(workspacesKey);
    localStorage.removeItem(lastKey);
  } catch {
    // Nothing was kept, then.
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

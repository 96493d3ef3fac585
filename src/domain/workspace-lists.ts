import { accessIn } from "./access";
import type { Event } from "./index";

/** Whose list of workspaces changes: of these people, or of everybody in the workspace. */
export type ListsChanged = { readonly workspace_id: string; readonly user_ids: string[] | null };

/** Told at once; what a bell carries must stay short. */
const peopleMax = 200;

/** Whose lists of workspaces the events of one workspace change: who came, went or has another role, and everybody when its name or picture is another. */
export function listsChangedBy(workspace_id: string, events: readonly Event[]): ListsChanged[] {
  if (events.some(({ type }) => type === "workspace.updated")) {
    const gone = events.flatMap((event) => (accessIn(event)?.change === "takes" ? (personIn(event) ?? []) : []));
    return [{ workspace_id, user_ids: null }, ...inPieces(workspace_id, gone)];
  }
  return inPieces(
    workspace_id,
    events.flatMap((event) => personIn(event) ?? []),
  );
}

function personIn(event: Event): string | null {
  const access = accessIn(event);
  return access?.to === "workspace" ? access.user_id : null;
}

function inPieces(workspace_id: string, userIds: readonly string[]): ListsChanged[] {
  const all = [...new Set(userIds)];
  return Array.from({ length: Math.ceil(all.length / peopleMax) }, (_, index) => ({
    workspace_id,
    user_ids: all.slice(index * peopleMax, (index + 1) * peopleMax),
  }));
}

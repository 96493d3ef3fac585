import { accessIn } from "./access";
import type { Event } from "./index";

/** The people whose lists of workspaces change: these, or everybody in the workspace. */
export type ListsChanged = { readonly workspace_id: string; readonly user_ids: string[] | null };

/** People in one message: a bell carries only short ones. */
const peopleMax = 200;

/**
 * The lists of workspaces that the events of one workspace change: those of people who came, went or got another role, and
 * everybody's when its name or picture changes.
 */
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

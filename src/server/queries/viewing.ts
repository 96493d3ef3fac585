import { notFound } from "../../domain/core/errors";
import { requireMember } from "../../domain/core/permissions";
import type { Member } from "../../domain/members/rules";
import type { MemoryStore } from "../../domain/state";
import type { HotStates } from "../log/hot-states";

/** The reader, and the workspace that they read. */
export type Viewer = { readonly user_id: string; readonly workspace_id: string };

export type Viewing = { readonly store: MemoryStore; readonly head: number; readonly member: Member };

/** The workspace as it is now, for a present member. Throws `not_found` for everybody else. */
export async function view(states: HotStates, { user_id, workspace_id }: Viewer): Promise<Viewing> {
  const { store, head } = await states.of(workspace_id);
  return { store, head, member: requireMember(store, { user_id }) };
}

/** Returns what was found. Throws the same `not_found` whether it is missing or hidden. */
export function existing<T>(found: T | null | undefined, what: string): T {
  if (found === null || found === undefined) throw notFound(what);
  return found;
}

"use client";

import { useSession } from "../../client/hooks";
import type { SessionView } from "../../client/views/shapes";

export type WorkspaceSession = SessionView & { readonly workspace: NonNullable<SessionView["workspace"]> };

/** The signed-in person and their workspace. Empty only at the moment of signing out. */
export function useWorkspace(): WorkspaceSession {
  const session = useSession();
  return session?.workspace ? { ...session, workspace: session.workspace } : signingOut;
}

const signingOut: WorkspaceSession = {
  login: { id: "", name: "" },
  workspace: { id: "", name: "", slug: "", icon_url: null },
  workspaces: [],
  features: {},
  boots: 0,
};

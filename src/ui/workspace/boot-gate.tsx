"use client";

import { useEffect, useState } from "react";
import { useBootStatus, useServer } from "../../client/hooks";
import { forgetParting, rememberParting } from "../entrance/parting";
import { late, useLate } from "../kit/late";
import { rememberWorkspaces } from "../session/remembered";
import { useWorkspace } from "../session/use-workspace";
import { ConnectionPill } from "./connection-pill";
import type { StoppedProps } from "./stopped";
import { WorkspaceLayout } from "./workspace-layout";
import { WorkspaceSkeleton } from "./workspace-skeleton";

export type BootGateProps = {
  slug: string;
  workspaceId: string | undefined;
  onFound: (workspaceId: string | undefined) => void;
  /** The workspace's slug differs from the one in the address. */
  onRenamed: (slug: string) => void;
};

/** Waits for the first data, and redirects people who must be elsewhere first. */
export function BootGate(props: BootGateProps) {
  const { state, error, parting } = useBootStatus();
  const elsewhere = placesFor[state];
  const { slug } = props;
  useEffect(() => {
    if (!elsewhere) return;
    if (parting) rememberParting({ ...parting, workspace: parting.workspace ?? slug });
    location.replace(elsewhere());
  }, [elsewhere, parting, slug]);
  if (state === "ready") return <Ready {...props} />;
  if (state !== "failed") return <WorkspaceSkeleton pill={<ConnectionPill />} />;
  return <LateStopped why="failed" error={error} />;
}

const placesFor: Record<string, (() => string) | undefined> = {
  signed_out: () => `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`,
  not_set_up: () => "/setup",
  no_workspace: () => "/",
};

/**
 * The answer may be for a workspace other than the one in the address: the server's default. A slug that none of the person's
 * workspaces has is looked up: it leads to the workspace that had it last.
 */
function Ready({ slug, workspaceId, onFound, onRenamed }: BootGateProps) {
  const { workspace, workspaces } = useWorkspace();
  const named = workspaces.find((one) => one.slug === slug);
  const isIt = workspace.slug === slug;
  const [ownSlugs, setOwnSlugs] = useState<readonly string[]>([]);
  if (isIt && !ownSlugs.includes(slug)) setOwnSlugs([...ownSlugs, slug]);
  // The address of the open workspace is about to follow its new slug. Nothing on screen changes until then.
  const wasIt = !named && ownSlugs.includes(slug);
  const isUnknown = !isIt && !named && !wasIt;
  const former = useServer(
    ["workspaces", "named", slug],
    (api, { signal }) => api.workspaces.list.query({ slug }, { signal }),
    { enabled: isUnknown },
  );
  // An earlier answer says who had the slug then.
  const answer = isUnknown && !former.isFetching ? former.data : undefined;
  const found = named?.id ?? (wasIt ? workspace.id : answer?.workspaces[0]?.id);
  useEffect(() => {
    if (isIt) {
      rememberWorkspaces(workspaces, workspace.id);
      forgetParting();
    } else if (found === workspace.id) onRenamed(workspace.slug);
    else if (found !== undefined && found !== workspaceId) onFound(found);
  }, [isIt, found, workspace, workspaces, workspaceId, onFound, onRenamed]);
  if (isIt || wasIt) return <WorkspaceLayout />;
  if (found !== undefined || (isUnknown && answer === undefined && !former.isError)) return <WorkspaceSkeleton />;
  return <LateStopped why="unknown" slug={slug} />;
}

const stopped = late(() => import("./stopped").then((module) => module.Stopped));

function LateStopped(props: StoppedProps) {
  const { Part: Stopped } = useLate(stopped);
  return Stopped ? <Stopped {...props} /> : <WorkspaceSkeleton />;
}

"use client";

import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { useBootStatus, useEngine, useServer } from "../../client/hooks";
import { forgetParting, rememberParting } from "../entrance/parting";
import { Button } from "../kit/button";
import { EmptyState } from "../kit/empty-state";
import { rememberWorkspaces } from "../session/remembered";
import { useWorkspace } from "../session/use-workspace";
import { ConnectionBar } from "./connection-bar";
import { WorkspaceLayout } from "./workspace-layout";
import { WorkspaceSkeleton } from "./workspace-skeleton";

export type BootGateProps = {
  slug: string;
  workspaceId: string | undefined;
  onFound: (workspaceId: string | undefined) => void;
  /** The workspace has another slug than the address says. */
  onRenamed: (slug: string) => void;
};

/** Waits for the first data, and sends a person away who has to be somewhere else first. */
export function BootGate(props: BootGateProps) {
  const t = useTranslations("workspace");
  const engine = useEngine();
  const { state, error, parting } = useBootStatus();
  const elsewhere = placesFor[state];
  const { slug } = props;
  useEffect(() => {
    if (!elsewhere) return;
    if (parting) rememberParting({ ...parting, workspace: parting.workspace ?? slug });
    location.replace(elsewhere());
  }, [elsewhere, parting, slug]);
  if (state === "ready") return <Ready {...props} />;
  if (state !== "failed") return <WorkspaceSkeleton bar={<ConnectionBar />} />;
  return (
    <main className="flex h-dvh items-center">
      <EmptyState
        title={t("bootFailed")}
        actions={
          <Button variant="primary" onClick={() => engine.connection.retryNow()}>
            {t("retryNow")}
          </Button>
        }
      >
        {error}
      </EmptyState>
    </main>
  );
}

const placesFor: Record<string, (() => string) | undefined> = {
  signed_out: () => `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`,
  not_set_up: () => "/setup",
  no_workspace: () => "/",
};

/**
 * The answer may be of another workspace than the address names: the one that the server takes by default. A slug that none of the
 * person's workspaces has is asked for: it leads to the one that had it last.
 */
function Ready({ slug, workspaceId, onFound, onRenamed }: BootGateProps) {
  const t = useTranslations("workspace");
  const { workspace, workspaces } = useWorkspace();
  const named = workspaces.find((one) => one.slug === slug);
  const isIt = workspace.slug === slug;
  const [ownSlugs, setOwnSlugs] = useState<readonly string[]>([]);
  if (isIt && !ownSlugs.includes(slug)) setOwnSlugs([...ownSlugs, slug]);
  // The address of the open workspace is about to follow its new slug; nothing on screen changes meanwhile.
  const wasIt = !named && ownSlugs.includes(slug);
  const isUnknown = !isIt && !named && !wasIt;
  const former = useServer(
    ["workspaces", "named", slug],
    (api, { signal }) => api.workspaces.list.query({ slug }, { signal }),
    { enabled: isUnknown },
  );
  // An earlier answer is about who had the slug then.
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
  return (
    <main className="flex h-dvh items-center">
      <EmptyState title={t("notFound", { slug })} actions={<Other slug={workspace.slug} name={workspace.name} />}>
        {t("notFoundLead")}
      </EmptyState>
    </main>
  );
}

function Other({ slug, name }: { slug: string; name: string }) {
  const t = useTranslations("workspace");
  return (
    <a href={`/w/${encodeURIComponent(slug)}`} className="font-medium text-accent underline underline-offset-2">
      {t("goTo", { name })}
    </a>
  );
}

"use client";

import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { useBootStatus, useEngine } from "../../client/hooks";
import { forgetParting, rememberParting } from "../entrance/parting";
import { Button } from "../kit/button";
import { EmptyState } from "../kit/empty-state";
import { ConnectionBar } from "./connection-bar";
import { rememberWorkspaces } from "./remembered";
import { useWorkspace } from "./use-workspace";
import { WorkspaceLayout } from "./workspace-layout";
import { WorkspaceSkeleton } from "./workspace-skeleton";

export type BootGateProps = {
  slug: string;
  workspaceId: string | undefined;
  onFound: (workspaceId: string | undefined) => void;
};

/** Waits for the first data, and sends away whoever has to be somewhere else first. */
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
            {t("tryAgain")}
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

/** The answer may be of another workspace than the address names: the one that the server takes by default. */
function Ready({ slug, workspaceId, onFound }: BootGateProps) {
  const t = useTranslations("workspace");
  const { workspace, workspaces } = useWorkspace();
  const named = workspaces.find((one) => one.slug === slug);
  const isIt = workspace.slug === slug;
  useEffect(() => {
    if (isIt) {
      rememberWorkspaces(workspaces, slug);
      forgetParting();
    } else if (named && named.id !== workspaceId) onFound(named.id);
  }, [isIt, named, workspaces, workspaceId, slug, onFound]);
  if (isIt) return <WorkspaceLayout />;
  if (named) return <WorkspaceSkeleton />;
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

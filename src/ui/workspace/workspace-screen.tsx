"use client";

import { useEffect, useState } from "react";
import { createBrowserEngine } from "../../client/browser";
import { EngineProvider } from "../../client/hooks";
import { ShortcutKeys } from "../keyboard/shortcut-keys";
import { useHydrated } from "../kit/use-hydrated";
import { usePlace } from "../navigation/use-place";
import { EarlyPalette } from "../palette/early-palette";
import { BootGate } from "./boot-gate";
import { DialogHost, DialogsProvider } from "./dialog-host";
import { rememberedWorkspaceId } from "./remembered";
import { WorkspaceSkeleton } from "./workspace-skeleton";

/** Everything beneath `/w`: one engine per workspace, which lives on while one moves around in it. */
export function WorkspaceScreen() {
  const place = usePlace();
  const isElsewhere = useHydrated() && place === null;
  useEffect(() => {
    if (isElsewhere) location.replace("/");
  }, [isElsewhere]);
  if (!place)
    return (
      <>
        <EarlyPalette />
        <WorkspaceSkeleton />
      </>
    );
  return <Workspace key={place.slug} slug={place.slug} />;
}

function Workspace({ slug }: { slug: string }) {
  const [workspaceId, setWorkspaceId] = useState(() => rememberedWorkspaceId(slug));
  return (
    <DialogsProvider>
      <EngineHost key={workspaceId ?? ""} slug={slug} workspaceId={workspaceId} onFound={setWorkspaceId} />
    </DialogsProvider>
  );
}

type EngineHostProps = {
  slug: string;
  /** Undefined: the server's default, until its answer tells which one belongs to the address. */
  workspaceId: string | undefined;
  onFound: (workspaceId: string | undefined) => void;
};

function EngineHost({ slug, workspaceId, onFound }: EngineHostProps) {
  const place = usePlace();
  const [engine] = useState(() => {
    const ref = place?.target?.ref;
    const conversationId = ref && /^(chn|dm)_/.test(ref) ? ref : undefined;
    return createBrowserEngine({
      ...(workspaceId !== undefined && { workspaceId }),
      ...(conversationId !== undefined && { conversationId }),
    });
  });
  return (
    <EngineProvider engine={engine}>
      <ShortcutKeys />
      <BootGate slug={slug} workspaceId={workspaceId} onFound={onFound} />
      <DialogHost />
    </EngineProvider>
  );
}

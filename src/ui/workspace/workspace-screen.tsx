"use client";

import { useEffect, useState } from "react";
import { createBrowserEngine } from "../../client/browser";
import { EngineProvider } from "../../client/hooks";
import { conversationKind } from "../../domain/core/timelines";
import { moveTo } from "../conversation/move-to";
import { ShortcutKeys } from "../keyboard/shortcut-keys";
import { useHydrated } from "../kit/use-hydrated";
import { conversationIn } from "../navigation/place";
import { usePlace } from "../navigation/use-place";
import { EarlyPalette } from "../palette/early-palette";
import { rememberedWorkspaceId } from "../session/remembered";
import { BootGate } from "./boot-gate";
import { DialogHost, DialogsProvider } from "./dialog-host";
import { WorkspaceSkeleton } from "./workspace-skeleton";

/** Everything below `/w`, with one engine per workspace, which survives navigation within it. */
export function WorkspaceScreen() {
  const place = usePlace();
  const isElsewhere = useHydrated() && place === null;
  useEffect(() => {
    if (isElsewhere) location.replace("/");
  }, [isElsewhere]);
  // The slug under which a workspace was opened, by its later slugs: a new address is not a new workspace.
  const [firstSlugs] = useState(() => new Map<string, string>());
  if (!place)
    return (
      <>
        <EarlyPalette />
        <WorkspaceSkeleton />
      </>
    );
  const first = firstSlugs.get(place.slug) ?? place.slug;
  function onRenamed(slug: string) {
    firstSlugs.set(slug, first);
    if (place) moveTo({ ...place, slug });
  }
  return <Workspace key={first} slug={place.slug} onRenamed={onRenamed} />;
}

type WorkspaceProps = { slug: string; onRenamed: (slug: string) => void };

function Workspace({ slug, onRenamed }: WorkspaceProps) {
  const [workspaceId, setWorkspaceId] = useState(() => rememberedWorkspaceId(slug));
  return (
    <DialogsProvider>
      <EngineHost
        key={workspaceId ?? ""}
        slug={slug}
        workspaceId={workspaceId}
        onFound={setWorkspaceId}
        onRenamed={onRenamed}
      />
    </DialogsProvider>
  );
}

type EngineHostProps = WorkspaceProps & {
  /** Undefined: the server's default, until its answer shows which workspace the address means. */
  workspaceId: string | undefined;
  onFound: (workspaceId: string | undefined) => void;
};

function EngineHost({ slug, workspaceId, onFound, onRenamed }: EngineHostProps) {
  const place = usePlace();
  const [engine] = useState(() => {
    const ref = conversationIn(place)?.target.ref;
    const conversationId = ref && conversationKind(ref) ? ref : undefined;
    return createBrowserEngine({
      ...(workspaceId !== undefined && { workspaceId }),
      ...(conversationId !== undefined && { conversationId }),
    });
  });
  return (
    <EngineProvider engine={engine}>
      <ShortcutKeys />
      <BootGate slug={slug} workspaceId={workspaceId} onFound={onFound} onRenamed={onRenamed} />
      <DialogHost />
    </EngineProvider>
  );
}

"use client";

import { useMemo } from "react";
import { useChannelNames } from "../../../client/hooks";
import type { MarkdownResolvers } from "../../markdown";
import { parsePlace, placeOf } from "../../navigation/place";
import { go, showPane } from "../../navigation/use-place";
import { usePeople } from "../../people/use-people";
import { useWorkspace } from "../../session/use-workspace";

/** Resolves the names and links in messages to people and places of the workspace. */
export function useMarkdownResolvers(): MarkdownResolvers {
  const { login, workspace } = useWorkspace();
  const { byHandle } = usePeople();
  const channelNames = useChannelNames();
  return useMemo<MarkdownResolvers>(() => {
    return {
      resolveMention: (handle) => {
        const person = byHandle(handle);
        return person && { id: person.id, display_name: person.display_name, is_me: person.id === login.id };
      },
      resolveChannel: (name) => {
        const id = channelNames.get(name);
        return id === undefined ? undefined : { id, name };
      },
      onMention: ({ id }) => showPane({ kind: "person", userId: id }),
      onChannel: ({ id }) => go(placeOf(workspace.slug, { kind: "channel", ref: id })),
      internalPath: (href) => {
        const url = URL.canParse(href) ? new URL(href) : null;
        const path = url?.origin === location.origin ? url.pathname + url.search : undefined;
        return path !== undefined && parsePlace(path) ? path : undefined;
      },
      onInternalLink: (path) => go(path),
    };
  }, [login.id, workspace.slug, byHandle, channelNames]);
}

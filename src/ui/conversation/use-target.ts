"use client";

import { useChannels, useServer } from "../../client/hooks";
import { usePlace } from "../navigation/use-place";
import { useWorkspace } from "../workspace/use-workspace";

export type TargetState = {
  /** Null while it is looked up, and when there is none. */
  conversationId: string | null;
  isMissing: boolean;
};

/** The conversation that the address names. A name that is not in the sidebar is asked for. */
export function useTarget(): TargetState {
  const target = usePlace()?.target ?? null;
  const channels = useChannels();
  const { workspace } = useWorkspace();
  const isName = target?.kind === "channel" && !target.ref.startsWith("chn_");
  const joined = isName ? channels.find((channel) => channel.name === target.ref)?.id : undefined;
  const isUnknown = isName && joined === undefined;
  const name = target?.ref ?? "";
  const named = useServer(
    ["channels", workspace.id, "named", name],
    (api, { signal }) => api.channels.list.query({ workspace_id: workspace.id, name }, { signal }),
    { enabled: isUnknown && workspace.id !== "" },
  );
  if (!target) return { conversationId: null, isMissing: false };
  if (!isName) return { conversationId: target.ref, isMissing: false };
  const found = joined ?? named.data?.channels[0]?.id ?? null;
  return { conversationId: found, isMissing: found === null && named.data !== undefined };
}

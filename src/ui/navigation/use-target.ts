"use client";

import { useChannels, useServer } from "../../client/hooks";
import { channelNameOf } from "../../domain/core/channel-names";
import { limits } from "../../domain/core/limits";
import { isLonger } from "../../domain/core/measure";
import { useWorkspace } from "../session/use-workspace";
import { conversationIn, isByName } from "./place";
import { useHeld, usePlace } from "./use-place";

export type TargetState = {
  /** Null while it is being looked up, and if there is none. */
  conversationId: string | null;
  isMissing: boolean;
};

/** The conversation that the address names or once named. Asks the server for a name missing from the sidebar. */
export function useTarget(): TargetState {
  const target = conversationIn(usePlace())?.target ?? null;
  const held = useHeld();
  const channels = useChannels();
  const { workspace } = useWorkspace();
  const heldId = target && held.workspaceId === workspace.id ? held.conversationId : null;
  const isName = heldId === null && target !== null && isByName(target);
  const name = channelNameOf(target?.ref ?? "");
  const joined = isName ? channels.find(({ channel_name }) => channel_name === name)?.id : undefined;
  const isUnknown = isName && joined === undefined;
  // No channel has such a name, and the server refuses to search for it.
  const isTooLong = isLonger(name, limits.channelNameLengthMax);
  const named = useServer(
    ["channels", workspace.id, "named", name],
    (api, { signal }) => api.channels.list.query({ workspace_id: workspace.id, name }, { signal }),
    { enabled: isUnknown && !isTooLong && workspace.id !== "" },
  );
  if (!target) return { conversationId: null, isMissing: false };
  if (heldId !== null) return { conversationId: heldId, isMissing: false };
  if (!isName) return { conversationId: target.ref, isMissing: false };
  // An earlier answer says who had the name then.
  const answer = named.isFetching ? undefined : named.data;
  const found = joined ?? answer?.channels[0]?.id ?? null;
  return { conversationId: found, isMissing: found === null && (answer !== undefined || isTooLong) };
}

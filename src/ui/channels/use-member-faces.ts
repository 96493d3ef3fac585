"use client";

import { useServer } from "../../client/hooks";
import { aboutConversations } from "../../client/views/view-cache";

const facesMax = 6;

/** The first members of a channel and the number of all. Fetched once, and again when somebody comes or goes. */
export function useMemberFaces(channelId: string) {
  const { data } = useServer(
    [aboutConversations, channelId, "faces"],
    (api, { signal }) => api.channels.members.query({ channel_id: channelId, limit: facesMax }, { signal }),
    { enabled: channelId !== "", staleTime: Number.POSITIVE_INFINITY },
  );
  return data;
}

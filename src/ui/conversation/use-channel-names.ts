"use client";

import { useMemo } from "react";
import { useChannels } from "../../client/hooks";

/** The viewer's channels by name, with their ids: the same map for as long as no name changes, whatever is written in them. */
export function useChannelNames(): ReadonlyMap<string, string> {
  const channels = useChannels();
  const list = JSON.stringify(channels.map(({ name, id }) => [name, id]));
  return useMemo(() => new Map<string, string>(JSON.parse(list)), [list]);
}

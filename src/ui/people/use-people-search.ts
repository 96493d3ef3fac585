"use client";

import { keepPreviousData } from "@tanstack/react-query";
import { useMemo } from "react";
import { useServer } from "../../client/hooks";
import { aboutPeople } from "../../client/views/view-cache";
import type { Author } from "../../domain/core/people";
import { useWorkspace } from "../session/use-workspace";
import { usePeople } from "./use-people";

export type PeopleFound = { readonly people: Author[]; readonly isAsking: boolean };

/**
 * People from memory, plus the server's matches for the text. Only the server knows who is in a channel, so people outside a
 * channel all come from the server.
 */
export function usePeopleSearch(query: string, outsideChannelId?: string): PeopleFound {
  const { workspace } = useWorkspace();
  const memory = usePeople();
  const isOutside = outsideChannelId !== undefined;
  const wanted = query.trim();
  const asked = useServer(
    [aboutPeople, workspace.id, outsideChannelId ?? "", wanted],
    (api, { signal }) =>
      api.members.list.query(
        {
          workspace_id: workspace.id,
          q: wanted,
          limit: 20,
          ...(isOutside && { outside_channel_id: outsideChannelId }),
        },
        { signal },
      ),
    {
      enabled: isOutside || (wanted !== "" && !memory.isEverybody),
      // The members of a channel change with what the user does here; names hardly change.
      staleTime: isOutside ? 0 : 30_000,
      placeholderData: keepPreviousData,
    },
  );
  const people = useMemo(() => {
    const found = asked.data?.members.map(({ user }) => user) ?? [];
    return isOutside ? found : [...memory.here(found).values()];
  }, [memory, asked.data, isOutside]);
  return { people, isAsking: asked.isFetching };
}

"use client";

import { useMemo } from "react";
import { useServer } from "../../client/hooks";
import type { Author } from "../../domain/people";
import { useWorkspace } from "../workspace/use-workspace";
import { usePeople } from "./use-people";

/** People from memory, and those whom the server finds for the text. */
export function usePeopleSearch(query: string): Author[] {
  const { workspace } = useWorkspace();
  const people = usePeople();
  const wanted = query.trim();
  const asked = useServer(
    ["people", workspace.id, wanted],
    (api, { signal }) => api.members.list.query({ workspace_id: workspace.id, q: wanted, limit: 20 }, { signal }),
    { enabled: wanted !== "", staleTime: 30_000 },
  );
  return useMemo(() => {
    const known = new Map(people.known());
    for (const { user } of asked.data?.members ?? []) known.set(user.id, user);
    return [...known.values()];
  }, [people, asked.data]);
}

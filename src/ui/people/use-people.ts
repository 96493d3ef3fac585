"use client";

import { useMemo } from "react";
import { useEngine, useServer } from "../../client/hooks";
import type { Author } from "../../domain/people";
import { useWorkspace } from "../workspace/use-workspace";

export type People = {
  /** Everybody that this tab has heard of, by id. */
  known: () => ReadonlyMap<string, Author>;
  personOf: (userId: string) => Author | undefined;
  byHandle: (handle: string) => Author | undefined;
};

const staleMs = 10 * 60_000;
const nobody: readonly Author[] = [];

/** People from memory. A workspace of up to a page of people is known whole; of a larger one, whoever was met. */
export function usePeople(): People {
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const page = useServer(
    ["members", workspace.id],
    (api, { signal }) => api.members.list.query({ workspace_id: workspace.id, limit: 200 }, { signal }),
    { enabled: workspace.id !== "", staleTime: staleMs },
  );
  const members = page.data?.members;
  return useMemo(() => {
    let index = { of: nobody, byId: new Map<string, Author>(), byHandle: new Map<string, Author>() };
    function current() {
      const known = engine.knownPeople();
      if (known === index.of) return index;
      const people = [...(members ?? []).map(({ user }) => user), ...known];
      index = {
        of: known,
        byId: new Map(people.map((person) => [person.id, person])),
        byHandle: new Map(people.map((person) => [person.handle, person])),
      };
      return index;
    }
    return {
      known: () => current().byId,
      personOf: (userId) => engine.views.read("member", userId) ?? undefined,
      byHandle: (handle) => index.byHandle.get(handle) ?? current().byHandle.get(handle),
    };
  }, [engine, members]);
}

"use client";

import { useMemo } from "react";
import { useEngine, useServer } from "../../client/hooks";
import type { Author } from "../../domain/core/people";
import { useWorkspace } from "../session/use-workspace";

export type People = {
  /** Those who can be chosen: known here to belong to the workspace, or just found by the server. Each once. */
  here: (found?: readonly Author[]) => ReadonlyMap<string, Author>;
  /** These, and in a workspace too large to be known whole those of whom only something they wrote is known, who may have left. */
  likely: (found?: readonly Author[]) => ReadonlyMap<string, Author>;
  /** Whether everybody is known, so that nobody else can be found. */
  isEverybody: boolean;
  personOf: (userId: string) => Author | undefined;
  byHandle: (handle: string) => Author | undefined;
};

const staleMs = 10 * 60_000;
const nobody: readonly Author[] = [];

/** People from memory. A workspace of up to a page of people is known whole; of a larger one, the people who were met. */
export function usePeople(): People {
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const page = useServer(
    ["members", workspace.id],
    (api, { signal }) => api.members.list.query({ workspace_id: workspace.id, limit: 200 }, { signal }),
    { enabled: workspace.id !== "", staleTime: staleMs },
  );
  const { members, has_more } = page.data ?? {};
  return useMemo(() => {
    const isEverybody = has_more === false;
    let index = { of: nobody, here: noPeople, likely: noPeople, byHandle: noPeople };
    function current() {
      const known = engine.knownPeople();
      if (known === index.of) return index;
      const listed = (members ?? []).map(({ user }) => user);
      const found = listed.filter(({ id }) => engine.isHere(id) !== false);
      const here = byId([...found, ...known.filter(({ id }) => engine.isHere(id))]);
      index = {
        of: known,
        here,
        likely: isEverybody ? here : byId([...found, ...known]),
        byHandle: new Map([...listed, ...known].map((person) => [person.handle, person])),
      };
      return index;
    }
    function withFound(people: ReadonlyMap<string, Author>, found: readonly Author[]) {
      const others = found.filter(({ id }) => !people.has(id) && engine.isHere(id) !== false);
      return others.length === 0 ? people : byId([...people.values(), ...others]);
    }
    return {
      here: (found = nobody) => withFound(current().here, found),
      likely: (found = nobody) => withFound(current().likely, found),
      isEverybody,
      personOf: (userId) => engine.views.read("member", userId) ?? undefined,
      byHandle: (handle) => index.byHandle.get(handle) ?? current().byHandle.get(handle),
    };
  }, [engine, members, has_more]);
}

const noPeople: ReadonlyMap<string, Author> = new Map();

function byId(people: readonly Author[]): ReadonlyMap<string, Author> {
  return new Map(people.map((person) => [person.id, person]));
}

"use client";

import { useMemo } from "react";
import { useEngine, useServer } from "../../client/hooks";
import type { Author } from "../../domain/core/people";
import { useWorkspace } from "../session/use-workspace";

export type People = {
  /** People who can be chosen: known to be in the workspace, or just found by the server. Each appears once. */
  here: (found?: readonly Author[]) => ReadonlyMap<string, Author>;
  /** The same, plus, if the workspace is too large to be known whole, people known only as authors, who may have left. */
  likely: (found?: readonly Author[]) => ReadonlyMap<string, Author>;
  /** Whether everyone is known, so that a search can find nobody else. */
  isEverybody: boolean;
  personOf: (userId: string) => Author | undefined;
  byHandle: (handle: string) => Author | undefined;
};

const staleMs = 10 * 60_000;
const nobody: readonly Author[] = [];

/** People from memory: everyone in a workspace of up to one page of people; in a larger one, the people seen so far. */
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

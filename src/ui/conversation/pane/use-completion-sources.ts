"use client";

import { useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useChannelNames, useEngine } from "../../../client/hooks";
import type { Author } from "../../../domain/core/people";
import { folded } from "../../../domain/names/folded";
import type { CompletionSources, Suggestion } from "../../composer";
import { late, useLate } from "../../kit/late";
import { usePeople } from "../../people/use-people";
import { useWorkspace } from "../../session/use-workspace";

const ranking = late(() => import("../../../domain/names/ranking").then((module) => module.rankPeople));

const askAfterMs = 150;
const wantedCount = 8;

/** Names to complete: at once from memory, and from the server if memory does not hold everyone. */
export function useCompletionSources(): CompletionSources {
  const t = useTranslations("composer");
  const channelNames = useChannelNames();
  const people = usePeople();
  const { found, ask } = usePeopleAsked();
  const { Part: rankPeople } = useLate(ranking);
  return useMemo(
    () => ({
      suggestPeople: (query) => {
        if (!people.isEverybody) ask(query);
        const ranked = rankPeople?.(people.likely(found).values(), query, wantedCount);
        const groups = [
          { id: "channel", insert: "@channel", label: "@channel", detail: t("everyone"), symbol: "📣" },
          { id: "here", insert: "@here", label: "@here", detail: t("here"), symbol: "📣" },
        ].filter(({ id }) => query !== "" && id.startsWith(query.toLowerCase()));
        return [...groups, ...(ranked ?? []).map(suggestionOf)];
      },
      suggestChannels: (query) => {
        const wanted = folded(query);
        const isBegun = (name: string) => Number(folded(name).startsWith(wanted));
        return [...channelNames]
          .filter(([name]) => folded(name).includes(wanted))
          .sort(([one], [other]) => isBegun(other) - isBegun(one))
          .slice(0, wantedCount)
          .map(([name, id]) => ({ id, insert: `#${name}`, label: name, symbol: "#" }));
      },
    }),
    [t, channelNames, people, found, ask, rankPeople],
  );
}

function suggestionOf({ id, handle, display_name, kind }: Author): Suggestion {
  const avatar = { id, name: display_name, isBot: kind === "bot" };
  return { id, insert: `@${handle}`, label: display_name, detail: `@${handle}`, avatar };
}

/** Asks the server for people, once per text, after a pause in typing. `found` is a new list after each answer. */
function usePeopleAsked() {
  const engine = useEngine();
  const { workspace } = useWorkspace();
  const [found, setFound] = useState<readonly Author[]>([]);
  const asked = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const ask = useMemo(
    () => (query: string) => {
      clearTimeout(timer.current);
      if (query === "" || asked.current.has(query)) return;
      timer.current = setTimeout(() => {
        asked.current.add(query);
        engine.api.members.list
          .query({ workspace_id: workspace.id, q: query, limit: wantedCount })
          .then(({ members }) => members.length > 0 && setFound((old) => [...old, ...members.map(({ user }) => user)]))
          .catch(() => asked.current.delete(query));
      }, askAfterMs);
    },
    [engine, workspace.id],
  );
  return { found, ask };
}

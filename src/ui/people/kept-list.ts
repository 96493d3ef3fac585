"use client";

import { useCallback, useState } from "react";
import { field } from "../../client/platform/reading";
import { tabStorage } from "../kit/tab-storage";
import { useHeld } from "../navigation/use-place";

/** What a list of people was filtered by, and how far it was scrolled. */
type KeptList = { readonly query: string; readonly topPx: number };

const storage = tabStorage("people");
const fresh: KeptList = { query: "", topPx: 0 };

/**
 * A list as it was when the user left it at this entry of the history, and the function that keeps it. A list that is opened anew
 * begins at its top without a filter.
 */
export function useKeptList(listKey: string): { kept: KeptList; keep: (list: KeptList) => void } {
  const { entryId } = useHeld();
  // The entry that the list is shown at: by the time it is left, the current one is another.
  const [key] = useState(() => `${entryId ?? performance.timeOrigin} ${listKey}`);
  const [kept] = useState(() => read(storage.get(key)));
  const keep = useCallback(
    ({ query, topPx }: KeptList) =>
      storage.put(key, query === "" && topPx === 0 ? null : JSON.stringify({ query, topPx })),
    [key],
  );
  return { kept, keep };
}

function read(json: string | null): KeptList {
  if (json === null) return fresh;
  try {
    const kept: unknown = JSON.parse(json);
    const [query, topPx] = [field(kept, "query"), field(kept, "topPx")];
    return typeof query === "string" && typeof topPx === "number" ? { query, topPx } : fresh;
  } catch {
    return fresh;
  }
}

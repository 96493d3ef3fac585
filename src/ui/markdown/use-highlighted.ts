"use client";

import { type ReactNode, useDeferredValue, useMemo } from "react";
import { late, useLate } from "../kit/late";

const highlighter = late(() => import("./highlight"), { onlyIfWanted: true });

/** Longer code stays plain: colours must not cost a moment that is noticed. */
const highlightedLengthMax = 5_000;

/**
 * Code in colours, as the children of an element. Null while it is plain: at first, if it names no known language, and if it is too
 * long. The work is done in a deferred render, which gives way to keys and clicks.
 */
export function useHighlighted(code: string, language: string): ReactNode {
  const isWanted = language !== "" && code.length <= highlightedLengthMax;
  const { Part: loaded } = useLate(highlighter, isWanted);
  const later = useDeferredValue(loaded, null);
  const deferred = useMemo(
    () => (isWanted ? (later?.highlight(code, language) ?? null) : null),
    [isWanted, later, code, language],
  );
  return deferred ?? (isWanted ? loaded?.highlighted(code, language) : null) ?? null;
}

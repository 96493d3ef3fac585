"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useAnnounce } from "../kit/live-region";

type NewsOptions<Row extends { key: string }> = {
  rows: readonly Row[];
  isNews: (row: Row) => boolean;
  labelOf: (row: Row) => string | null;
  isAtEnd: boolean;
  hasNewer: boolean;
};

const quietMs = 2000;

/** Counts the arrivals below the reader and announces them: a single message by its text, several by their number. */
export function useNews<Row extends { key: string }>({
  rows,
  isNews,
  labelOf,
  isAtEnd,
  hasNewer,
}: NewsOptions<Row>): number {
  const [leftAtKey, setLeftAtKey] = useState<string | null>(null);
  const lastKey = rows.at(-1)?.key ?? null;
  useEffect(() => {
    if (isAtEnd && !hasNewer) setLeftAtKey(lastKey);
  }, [isAtEnd, hasNewer, lastKey]);

  useArrivals(rows, hasNewer, { isNews, labelOf });

  return useMemo(
    () => (isAtEnd ? 0 : rowsAfter(rows, leftAtKey).filter(isNews).length),
    [rows, isNews, isAtEnd, leftAtKey],
  );
}

function useArrivals<Row extends { key: string }>(
  rows: readonly Row[],
  hasNewer: boolean,
  { isNews, labelOf }: Pick<NewsOptions<Row>, "isNews" | "labelOf">,
) {
  const t = useTranslations("timeline");
  const announce = useAnnounce();
  const knownKey = useRef<string | null>(null);
  const waiting = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(() => {
    const lastKey = rows.at(-1)?.key ?? null;
    if (lastKey === knownKey.current) return;
    const arrived = hasNewer ? [] : rowsAfter(rows, knownKey.current).filter(isNews);
    knownKey.current = lastKey;
    waiting.current.push(...arrived.flatMap((row) => labelOf(row) ?? []));
    if (waiting.current.length === 0 || timer.current) return;
    timer.current = setTimeout(() => {
      const [first = "", ...rest] = waiting.current;
      announce(rest.length === 0 ? first : t("newCount", { count: rest.length + 1, more: "no" }));
      waiting.current = [];
      timer.current = null;
    }, quietMs);
  }, [rows, hasNewer, isNews, labelOf, announce, t]);

  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
}

/** The rows after the one with that key; none if it is missing, because then a different range is loaded. */
function rowsAfter<Row extends { key: string }>(rows: readonly Row[], key: string | null): readonly Row[] {
  if (key === null) return [];
  for (let index = rows.length - 1; index >= 0; index--) {
    if (rows[index]?.key === key) return rows.slice(index + 1);
  }
  return [];
}

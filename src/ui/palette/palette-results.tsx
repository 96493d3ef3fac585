"use client";

import { type Ref, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { rankEntries, shownMax } from "./entries";
import { EntryRow } from "./entry-row";
import { useEntries } from "./use-entries";

export type PaletteResultsHandle = {
  move: (step: 1 | -1) => void;
  /** Runs the active entry; false if there is none yet but there may be soon. */
  run: () => boolean;
};

export type PaletteResultsProps = {
  id: string;
  query: string;
  /** Enter was pressed before there were results: the first result is meant. */
  isEntered: boolean;
  /** Receives the id of the active option. */
  onActive: (optionId: string | undefined) => void;
  /** Called when the entered text has no results. */
  onNothing: () => void;
  onClose: () => void;
  ref: Ref<PaletteResultsHandle>;
};

/** The palette's results: at once from memory, then with the server's answer. */
export function PaletteResults({ id, query, isEntered, onActive, onNothing, onClose, ref }: PaletteResultsProps) {
  const t = useTranslations("palette");
  const list = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState({ query, index: 0 });
  const { entries, isAsking } = useEntries(query, onClose);
  const shown = useMemo(() => rankEntries(entries, query, shownMax), [entries, query]);
  const active = Math.min(chosen.query === query ? chosen.index : 0, shown.length - 1);
  const activeId = shown.length > 0 ? `${id}-${active}` : undefined;
  const choose = (index: number) => setChosen({ query, index });

  function run(index: number): boolean {
    const entry = shown[index];
    if (!entry) return false;
    onClose();
    entry.run();
    return true;
  }

  useImperativeHandle(ref, () => ({
    move: (step) => {
      if (shown.length === 0) return;
      const next = (active + step + shown.length) % shown.length;
      choose(next);
      list.current?.children[next]?.scrollIntoView({ block: "nearest" });
    },
    run: () => run(active) || !isAsking,
  }));
  useLayoutEffect(() => onActive(activeId), [onActive, activeId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is done once, for what was entered.
  useLayoutEffect(() => {
    if (!isEntered) return;
    // In a separate task: during the next key event, that key would go to whatever opens.
    const timer = setTimeout(() => {
      if (!run(0) && !isAsking) onNothing();
    });
    return () => clearTimeout(timer);
  }, [isEntered, isAsking, shown]);

  return (
    <>
      <div ref={list} id={id} role="listbox" aria-label={t("title")} className="-mx-2 flex flex-col">
        {shown.map((entry, index) => (
          <EntryRow
            key={entry.id}
            id={`${id}-${index}`}
            entry={entry}
            isActive={index === active}
            onPoint={() => choose(index)}
            onPick={() => run(index)}
          />
        ))}
      </div>
      <p role="status" className="text-muted text-sm">
        {shown.length > 0 ? "" : isAsking ? t("asking") : t("none")}
      </p>
    </>
  );
}

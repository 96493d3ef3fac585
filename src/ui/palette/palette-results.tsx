"use client";

import { type Ref, useImperativeHandle, useLayoutEffect, useMemo, useRef } from "react";
import { useTranslations } from "use-intl";
import { readQuery } from "../../domain/names/ranking";
import { useOptions } from "../kit/use-options";
import { useWorkspace } from "../session/use-workspace";
import { EntryRow } from "./entry-row";
import { keepChoice } from "./kept-choices";
import { PaletteNote } from "./palette-note";
import { useFound } from "./use-found";

export type PaletteResultsHandle = {
  move: (step: 1 | -1) => void;
  /** Runs the active entry; false if there is none yet but there may be soon. */
  run: () => boolean;
};

export type PaletteResultsProps = {
  id: string;
  typed: string;
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
export function PaletteResults({ id, typed, isEntered, onActive, onNothing, onClose, ref }: PaletteResultsProps) {
  const t = useTranslations("palette");
  const { workspace } = useWorkspace();
  const { sections, isAsking } = useFound(typed, onClose);
  const query = useMemo(() => readQuery(typed), [typed]);
  const shown = sections.flatMap(({ entries }) => entries);
  const options = useOptions(
    shown.map((entry) => entry.id),
    typed,
    id,
  );
  const activeId = options.field["aria-activedescendant"];

  function run(index: number): boolean {
    const entry = shown[index];
    if (!entry) return false;
    keepChoice(workspace.id, typed, entry.learnedId ?? entry.id);
    onClose();
    entry.run();
    return true;
  }

  useImperativeHandle(ref, () => ({
    move: options.move,
    run: () => run(options.active) || !isAsking,
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
  }, [isEntered, isAsking, sections]);

  const box = useRef<HTMLDivElement>(null);
  const isBeginning = typed === "";
  // biome-ignore lint/correctness/useExhaustiveDependencies: other results end elsewhere.
  useLayoutEffect(() => {
    if (box.current) endAtRow(box.current, isBeginning);
  }, [isBeginning, sections]);

  let from = 0;
  return (
    <div ref={box} className="min-h-0 scroll-pt-10 scroll-pb-2 overflow-y-auto overscroll-contain pb-2">
      <div id={options.id} role="listbox" aria-label={t("title")} className="flex flex-col">
        {sections.map(({ name, entries }) => {
          const first = from;
          from += entries.length;
          return (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list of options.
            <div key={name} role="group" aria-label={t(name)} className="flex flex-col">
              <p aria-hidden="true" className="px-4 pt-3 pb-1 font-semibold text-muted text-xs">
                {t(name)}
              </p>
              {entries.map((entry, at) => (
                <EntryRow
                  key={entry.id}
                  {...options.option(first + at)}
                  entry={entry}
                  query={query}
                  onPick={() => run(first + at)}
                />
              ))}
            </div>
          );
        })}
      </div>
      <PaletteNote role="status">{shown.length > 0 ? "" : isAsking ? t("asking") : t("none")}</PaletteNote>
    </div>
  );
}

/** Makes a list that begins lower where its lower edge would show a heading and nothing of what is below it. */
function endAtRow(list: HTMLElement, isBeginning: boolean): void {
  list.style.maxHeight = "";
  if (!isBeginning) return;
  const { top, bottom } = list.getBoundingClientRect();
  const cut = [...list.querySelectorAll("[role=group]")].find((group) => {
    const row = group.querySelector("[role=option]")?.getBoundingClientRect();
    return row && group.getBoundingClientRect().top < bottom && row.top + row.height / 2 > bottom;
  });
  if (cut) list.style.maxHeight = `${cut.getBoundingClientRect().top - top}px`;
}

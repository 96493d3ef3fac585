"use client";

import { type KeyboardEvent, useDeferredValue, useId, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Dialog } from "../kit/dialog";
import { fieldBox } from "../kit/field-box";
import { rankEntries } from "./entries";
import { EntryRow } from "./entry-row";
import { useEntries } from "./use-entries";

const shownMax = 12;

/** Jumps anywhere and does anything by name: from memory at once, then with what the server knows. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const t = useTranslations("palette");
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState(0);
  const { entries, isAsking } = useEntries(useDeferredValue(query), onClose);
  const shown = useMemo(() => rankEntries(entries, query, shownMax), [entries, query]);
  const active = Math.min(chosen, shown.length - 1);

  function run(index: number) {
    const entry = shown[index];
    if (!entry) return;
    onClose();
    entry.run();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.key === "Enter") run(active);
    else if (step !== 0 && shown.length > 0) {
      const next = (active + step + shown.length) % shown.length;
      setChosen(next);
      list.current?.children[next]?.scrollIntoView({ block: "nearest" });
    } else return;
    event.preventDefault();
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("title")}>
      <div className="flex flex-col gap-2">
        <input
          autoFocus
          type="text"
          role="combobox"
          aria-expanded={shown.length > 0}
          aria-controls={listId}
          aria-activedescendant={shown.length > 0 ? `${listId}-${active}` : undefined}
          aria-label={t("search")}
          placeholder={t("search")}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          className={fieldBox}
        />
        <div ref={list} id={listId} role="listbox" aria-label={t("title")} className="-mx-2 flex flex-col">
          {shown.map((entry, index) => (
            <EntryRow
              key={entry.id}
              id={`${listId}-${index}`}
              entry={entry}
              isActive={index === active}
              onPoint={() => setChosen(index)}
              onPick={() => run(index)}
            />
          ))}
        </div>
        <p role="status" className="text-muted text-sm">
          {shown.length > 0 ? "" : isAsking ? t("asking") : t("none")}
        </p>
      </div>
    </Dialog>
  );
}

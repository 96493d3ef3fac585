"use client";

import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { allEmoji, type Emoji, searchEmoji } from "../../domain/reactions/emoji";
import { classNames } from "../kit/class-names";
import { fieldBox } from "../kit/field-box";
import { useLateEnter } from "../kit/use-late-enter";
import { useOptions } from "../kit/use-options";
import { frequentEmoji } from "../session/frequent-emoji";

const columns = 8;

export type EmojiPickerProps = { onPick: (emoji: string) => void };

/** A search field over a grid of emoji. Arrows move, Enter picks, and the focus stays in the field. Render it once the names are here. */
export function EmojiPicker({ onPick }: EmojiPickerProps) {
  const t = useTranslations("emoji");
  const [query, setQuery] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const shown = useMemo(() => (query.trim() === "" ? withFrequentFirst() : searchEmoji(query.trim(), 64)), [query]);
  const keys = useMemo(() => shown.map(({ emoji }) => emoji), [shown]);
  const options = useOptions(keys, query);
  const active = shown[options.active];
  const waits = useLateEnter({ field, hasAnswer: true, onEnter: () => active && onPick(active.emoji) });

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || waits(event)) return;
    const step = steps[event.key];
    const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (step !== undefined && !(sideways && query !== "" && options.active === 0))
      options.moveTo(Math.max(0, Math.min(options.active + step, shown.length - 1)));
    else if (event.key === "Enter" && active) onPick(active.emoji);
    else return;
    event.preventDefault();
  }

  return (
    <div className="flex w-80 max-w-full flex-col gap-2 p-2">
      <input
        ref={field}
        type="text"
        value={query}
        placeholder={t("search")}
        aria-label={t("search")}
        {...options.field}
        onChange={(event) => setQuery(event.target.value)}
        onKeyDown={onKeyDown}
        className={fieldBox}
      />
      <div
        id={options.id}
        role="listbox"
        aria-label={t("title")}
        onPointerMove={(event) => options.choose(indexAt(event) ?? options.active)}
        onPointerUp={(event) => {
          const picked = shown[indexAt(event) ?? -1];
          if (picked) onPick(picked.emoji);
        }}
        className="grid max-h-64 grid-cols-8 overflow-y-auto"
      >
        {shown.map((entry, index) => (
          <Cell
            key={entry.names[0]}
            id={options.option(index).id}
            index={index}
            entry={entry}
            isActive={index === options.active}
          />
        ))}
      </div>
      <p role="status" className="truncate px-1 text-muted text-sm">
        {shown.length === 0 ? t("none") : `:${active?.names[0] ?? ""}:`}
      </p>
    </div>
  );
}

type CellProps = { id: string; index: number; entry: Emoji; isActive: boolean };

/** Memoized: there are almost two thousand cells, and each rerenders only when it becomes active or inactive. */
const Cell = memo(function Cell({ id, index, entry, isActive }: CellProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      data-index={index}
      aria-label={entry.names[0]}
      aria-selected={isActive}
      title={`:${entry.names[0]}:`}
      className={classNames(cell, isActive && "bg-pressed")}
    >
      {entry.emoji}
    </div>
  );
});

/** The index of the cell under the pointer; null between cells. */
function indexAt({ target }: PointerEvent): number | null {
  const over = target instanceof Element ? target.closest("[data-index]") : null;
  return over instanceof HTMLElement ? Number(over.dataset["index"]) : null;
}

const cell = "flex h-9 cursor-default select-none items-center justify-center rounded-md text-xl touch:h-11";

const steps: Record<string, number | undefined> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: columns,
  ArrowUp: -columns,
};

function withFrequentFirst(): Emoji[] {
  const first = frequentEmoji(columns);
  const all = allEmoji();
  return [...all.filter(({ emoji }) => first.includes(emoji)), ...all.filter(({ emoji }) => !first.includes(emoji))];
}

"use client";

import type { KeyboardEvent } from "react";

export type TabsProps<N extends string> = {
  /** The accessible name. */
  label: string;
  tabs: readonly { readonly name: N; readonly text: string }[];
  shown: N;
  /** The tab that has the focus when their pane opens, if any. */
  first: N | null;
  /** The start of the ids of tabs and panel: `<id>-<name>` and `<id>-panel`. */
  id: string;
  onShow: (name: N) => void;
};

/** A row of tabs. Arrows, Home and End move between them: the focus moves with the key, and the panel with the focus. */
export function Tabs<N extends string>({ label, tabs, shown, first, id, onShow }: TabsProps<N>) {
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const at = tabs.findIndex(({ name }) => name === shown);
    const wanted = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    const next = wanted === undefined ? undefined : tabs.at(wanted % tabs.length);
    if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.name}"]`)?.focus();
    onShow(next.name);
  }
  return (
    <div
      role="tablist"
      aria-label={label}
      data-region="details"
      onKeyDown={onKeyDown}
      className="flex shrink-0 gap-1 border-line border-b px-4 py-2"
    >
      {tabs.map(({ name, text }) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`${id}-${name}`}
          data-tab={name}
          tabIndex={name === shown ? 0 : -1}
          aria-selected={name === shown}
          aria-controls={name === shown ? `${id}-panel` : undefined}
          onClick={() => onShow(name)}
          {...(name === first && { "data-first-focus": "" })}
          className={look}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

const look =
  "inline-flex min-h-7 cursor-default select-none items-center rounded-md px-2 font-medium text-muted text-sm tabular-nums hover:bg-hover hover:text-ink aria-selected:bg-pressed aria-selected:text-ink touch:min-h-11 touch:px-3";

"use client";

import { type KeyboardEvent, memo } from "react";
import type { ConversationRow } from "../../client/views/shapes";
import { ConversationLink } from "./conversation-link";

export type ConversationListProps = {
  label: string;
  rows: readonly ConversationRow[];
  /** The open conversation, if it is in this list. */
  openId: string | null;
};

/** The conversations of one section. It is one tab stop; arrows move within it. */
export const ConversationList = memo(function ConversationList({ label, rows, openId }: ConversationListProps) {
  const stop = openId ?? rows[0]?.id;
  return (
    <ul aria-label={label} className="flex flex-col px-2" onKeyDown={moveFocus}>
      {rows.map((row) => (
        <li key={row.id} className={item}>
          <ConversationLink row={row} isCurrent={row.id === openId} isStop={row.id === stop} />
        </li>
      ))}
    </ul>
  );
});

/** `drag.ts` marks the dragged row, and the row that it would be dropped at. */
const item =
  "relative data-dragged:opacity-50 data-drop:after:pointer-events-none data-drop:after:absolute data-drop:after:inset-x-1 data-drop:after:h-0.5 data-drop:after:rounded-full data-drop:after:bg-accent data-[drop=above]:after:-top-px data-[drop=below]:after:-bottom-px";

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a")];
  const focused = document.activeElement;
  const index = focused instanceof HTMLElement ? links.indexOf(focused) : -1;
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: links.length - 1 }[event.key];
  if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  links[Math.max(0, Math.min(next, links.length - 1))]?.focus();
}

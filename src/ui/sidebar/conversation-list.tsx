"use client";

import { type KeyboardEvent, useMemo } from "react";
import type { ConversationRow } from "../../client/views/shapes";
import { unreadFirst } from "../navigation/unread-first";
import { useTarget } from "../navigation/use-target";
import { ConversationLink } from "./conversation-link";

/** The conversations of one section, unread ones first. It is one tab stop; arrows move within it. */
export function ConversationList({ label, rows }: { label: string; rows: readonly ConversationRow[] }) {
  const { conversationId } = useTarget();
  const ordered = useMemo(() => unreadFirst(rows, conversationId), [rows, conversationId]);
  const stop = ordered.some(({ id }) => id === conversationId) ? conversationId : ordered[0]?.id;
  return (
    <ul aria-label={label} className="flex flex-col px-2" onKeyDown={moveFocus}>
      {ordered.map((row) => (
        <li key={row.id}>
          <ConversationLink row={row} isCurrent={row.id === conversationId} isStop={row.id === stop} />
        </li>
      ))}
    </ul>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a")];
  const focused = document.activeElement;
  const index = focused instanceof HTMLElement ? links.indexOf(focused) : -1;
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: links.length - 1 }[event.key];
  if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  links[Math.max(0, Math.min(next, links.length - 1))]?.focus();
}

"use client";

import { useLayoutEffect } from "react";
import { useSidebar } from "../../client/hooks";
import type { ConversationRow } from "../../client/views/shapes";
import { isUnread, shownRows } from "../../client/views/sidebar";
import { takesText } from "../kit/focus";
import { isOverlayOpen } from "../kit/overlay";
import { isSwitchedOff } from "../kit/single-keys";
import { placeOf, targetOf } from "../navigation/place";
import { go, usePlace } from "../navigation/use-place";
import { useTarget } from "../navigation/use-target";
import { useDialogs } from "../session/use-dialogs";
import { focusNextRegion } from "./regions";
import { useStrayKeys } from "./stray-keys";
import { useUndoKey } from "./use-undo-key";

/** The shortcuts that work everywhere in a workspace. */
export function ShortcutKeys() {
  const dialogs = useDialogs();
  const sidebar = useSidebar();
  const place = usePlace();
  const { conversationId } = useTarget();
  useStrayKeys();
  useUndoKey();

  // From the first render on. Until then, `public/early.js` handles the keys.
  useLayoutEffect(() => {
    function move(step: 1 | -1, wanted: (row: ConversationRow) => boolean) {
      const rows = sidebar.sections.flatMap((section) => shownRows(section, sidebar, conversationId));
      if (step === -1) rows.reverse();
      const at = rows.findIndex(({ id }) => id === conversationId);
      const ordered = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
      const next = ordered.find((row) => row.id !== conversationId && wanted(row));
      if (next && place) go(placeOf(place.slug, targetOf(next)));
    }
    function onKeyDown(event: KeyboardEvent) {
      const isMod = event.ctrlKey || event.metaKey;
      const arrow = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (event.isComposing || event.defaultPrevented) return;
      if (isMod && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k")
        dialogs.open({ name: "palette" });
      else if (event.key === "F6" && !isMod) focusNextRegion(event.shiftKey ? -1 : 1);
      else if (isOverlayOpen()) return;
      else if (event.altKey && !isMod && arrow !== 0) move(arrow, event.shiftKey ? isUnread : () => true);
      else if (event.key === "?" && !isMod && !takesText(event.target) && !isSwitchedOff(event))
        dialogs.open({ name: "shortcuts" });
      else if (isMod && event.key === "/") dialogs.open({ name: "shortcuts" });
      else return;
      event.preventDefault();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [dialogs, sidebar, place, conversationId]);

  return null;
}

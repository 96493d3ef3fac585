"use client";

import { useEffect } from "react";
import { useEngine } from "../../client/hooks";
import { takesText } from "../kit/focus";
import { endUndo, noteWriting, undoLast } from "../kit/undo";

/** Ctrl+Z takes back the last action that can be undone, until the next action. A field with a text to take back comes first. */
export function useUndoKey(): void {
  const engine = useEngine();
  useEffect(() => {
    const over = new AbortController();
    const { signal } = over;
    window.addEventListener("input", ({ target }) => noteWriting(target), { capture: true, signal });
    window.addEventListener(
      "keydown",
      (event) => {
        if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "z")
          return;
        if (event.defaultPrevented || event.isComposing || !undoLast(fieldOf(event.target))) return;
        event.preventDefault();
      },
      { signal },
    );
    return () => over.abort();
  }, []);
  useEffect(() => {
    const stops = [
      engine.onAction(endUndo),
      engine.views.client.getMutationCache().subscribe(({ type }) => type === "added" && endUndo()),
    ];
    return () => {
      for (const stop of stops) stop();
      endUndo();
    };
  }, [engine]);
}

function fieldOf(target: EventTarget | null): Parameters<typeof undoLast>[0] {
  if (!takesText(target)) return null;
  const isEmpty = (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) && target.value === "";
  return { element: target, isEmpty };
}

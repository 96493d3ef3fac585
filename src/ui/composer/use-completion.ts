"use client";

import { type KeyboardEvent, type RefObject, useId, useMemo, useState } from "react";
import { useEmojiNames } from "../emoji/use-emoji-names";
import {
  completionEdit,
  findTrigger,
  isWritten,
  type Suggestion,
  suggestEmoji,
  type Trigger,
  writtenFirst,
} from "./completion";
import { editText } from "./edit-text";

export type CompletionSources = {
  /**
   * Suggests people for the text after `@`, likeliest first, from memory. Ask the server in the background, and pass a new
   * function once it has answered.
   */
  suggestPeople?: ((query: string) => Suggestion[]) | undefined;
  suggestChannels?: ((query: string) => Suggestion[]) | undefined;
};

/** The state of the completion list. It is open while a half-written name is at the caret and something matches it. */
export function useCompletion(area: RefObject<HTMLTextAreaElement | null>, sources: CompletionSources) {
  const listId = useId();
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const [dismissedStart, setDismissedStart] = useState<number | null>(null);
  const [chosenIndex, setActiveIndex] = useState(0);
  const { suggestPeople, suggestChannels } = sources;
  const hasEmojiNames = useEmojiNames(trigger?.kind === "emoji");

  const suggestions = useMemo(() => {
    if (!trigger || trigger.start === dismissedStart) return [];
    if (trigger.kind === "emoji") return hasEmojiNames ? suggestEmoji(trigger.query) : [];
    const suggest = trigger.kind === "person" ? suggestPeople : suggestChannels;
    return writtenFirst(trigger, suggest?.(trigger.query) ?? []).slice(0, 8);
  }, [trigger, dismissedStart, suggestPeople, suggestChannels, hasEmojiNames]);

  const isOpen = suggestions.length > 0;
  const activeIndex = Math.min(chosenIndex, suggestions.length - 1);

  function update() {
    const element = area.current;
    if (!element) return;
    const collapsed = element.selectionStart === element.selectionEnd;
    const next = collapsed ? findTrigger(element.value, element.selectionStart) : null;
    if (next?.start !== trigger?.start || next?.query !== trigger?.query) setActiveIndex(0);
    if (!next) setDismissedStart(null);
    setTrigger(next);
  }

  function accept(suggestion: Suggestion | undefined) {
    if (!area.current || !trigger || !suggestion) return;
    editText(area.current, completionEdit(area.current.value, trigger, suggestion));
    setTrigger(null);
  }

  /** True if the list handled the key. Enter on a name that is already complete is not handled, so it sends. */
  function onKeyDown(event: KeyboardEvent): boolean {
    if (!isOpen || event.metaKey || event.ctrlKey || event.altKey) return false;
    const active = suggestions[activeIndex];
    if (event.key === "Enter" && trigger && active && isWritten(trigger, active)) {
      setTrigger(null);
      return false;
    }
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setActiveIndex((activeIndex + step + suggestions.length) % suggestions.length);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") accept(active);
    else if (event.key === "Escape") setDismissedStart(trigger?.start ?? null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return {
    listId,
    isOpen,
    suggestions,
    activeIndex,
    kind: trigger?.kind ?? "person",
    update,
    accept,
    onKeyDown,
    close: () => setTrigger(null),
  };
}

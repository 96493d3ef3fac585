"use client";

import { type KeyboardEvent, type RefObject, useMemo, useState } from "react";
import { useEmojiNames } from "../emoji/use-emoji-names";
import { useOptions } from "../kit/use-options";
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
  const [trigger, setTrigger] = useState<Trigger | null>(null);
  const [dismissedStart, setDismissedStart] = useState<number | null>(null);
  const { suggestPeople, suggestChannels } = sources;
  const hasEmojiNames = useEmojiNames(trigger?.kind === "emoji");

  const suggestions = useMemo(() => {
    if (!trigger || trigger.start === dismissedStart) return [];
    if (trigger.kind === "emoji") return hasEmojiNames ? suggestEmoji(trigger.query) : [];
    const suggest = trigger.kind === "person" ? suggestPeople : suggestChannels;
    return writtenFirst(trigger, suggest?.(trigger.query) ?? []).slice(0, 8);
  }, [trigger, dismissedStart, suggestPeople, suggestChannels, hasEmojiNames]);

  const isOpen = suggestions.length > 0;
  const options = useOptions(
    suggestions.map(({ id }) => id),
    `${trigger?.start} ${trigger?.query}`,
  );

  function update() {
    const element = area.current;
    if (!element) return;
    const collapsed = element.selectionStart === element.selectionEnd;
    const next = collapsed ? findTrigger(element.value, element.selectionStart) : null;
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
    const active = suggestions[options.active];
    if (event.key === "Enter" && trigger && active && isWritten(trigger, active)) {
      setTrigger(null);
      return false;
    }
    if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") accept(active);
    else if (event.key === "Escape") setDismissedStart(trigger?.start ?? null);
    else if (!options.onKeyDown(event)) return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  return {
    isOpen,
    suggestions,
    options,
    kind: trigger?.kind ?? "person",
    update,
    accept,
    onKeyDown,
    close: () => setTrigger(null),
  };
}

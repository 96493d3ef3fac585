import { searchEmoji } from "../../domain/reactions/emoji";
import { isInCode, mayBeginName } from "../../language";
import type { Edit } from "./formatting";

export type CompletionKind = "person" | "channel" | "emoji";

/** A half-written name before the caret. */
export type Trigger = { kind: CompletionKind; query: string; start: number; end: number };

export type Suggestion = {
  id: string;
  /** The text to insert, such as `@ana`, `#general` or `🎉`. */
  insert: string;
  label: string;
  /** Beside the label: a handle, a topic, a shortcode. */
  detail?: string;
  /** Shown before the label instead of an avatar. */
  symbol?: string;
  avatar?: { id: string; name: string; isBot: boolean };
};

const kinds: Record<string, CompletionKind> = { "@": "person", "#": "channel", ":": "emoji" };

/** The name being written at the caret, if any: `@an`, `#gen` or `:smi` (at least two letters for emoji). */
export function findTrigger(text: string, caret: number): Trigger | null {
  const before = text.slice(Math.max(0, caret - 82), caret);
  const found = /([@#:])([\p{L}\p{N}\p{M}_+.-]{0,80})$/u.exec(before);
  const kind = kinds[found?.[1] ?? ""];
  if (!found || !kind) return null;
  const query = found[2] ?? "";
  if (kind === "emoji" && !/^[a-z0-9_+-]{2,}$/i.test(query)) return null;
  const start = caret - query.length - 1;
  if (!mayBeginName(text, start) || isInCode(text, caret)) return null;
  return { kind, query, start, end: caret };
}

/** The edit that replaces the half-written name with a suggestion, followed by a space. */
export function completionEdit(text: string, trigger: Trigger, suggestion: Suggestion): Edit {
  const space = /^\s/.test(text.slice(trigger.end)) ? "" : " ";
  const insert = suggestion.insert + space;
  const caret = trigger.start + suggestion.insert.length + 1;
  return { start: trigger.start, end: trigger.end, insert, selectStart: caret, selectEnd: caret };
}

/** Whether the text already reads as the suggestion would write it. Mentions of people ignore case. */
export function isWritten({ kind, query }: Trigger, { insert }: Suggestion): boolean {
  const written = marks[kind] + query;
  return written === insert || (kind === "person" && written.toLowerCase() === insert.toLowerCase());
}

/** Puts the suggestions that are already fully written first. */
export function writtenFirst(trigger: Trigger, suggestions: readonly Suggestion[]): Suggestion[] {
  const [written, others] = [true, false].map((is) => suggestions.filter((one) => isWritten(trigger, one) === is));
  return [...(written ?? []), ...(others ?? [])];
}

const marks: Record<CompletionKind, string> = { person: "@", channel: "#", emoji: ":" };

/** Suggests emoji by shortcode, without asking the server. */
export function suggestEmoji(query: string): Suggestion[] {
  return searchEmoji(query, 8).map(({ emoji, names }) => ({
    id: names[0] ?? emoji,
    insert: emoji,
    label: `:${names[0] ?? ""}:`,
    symbol: emoji,
  }));
}

import type { LucideIcon } from "lucide-react";
import type { ConversationRow } from "../../client/views/shapes";
import type { Author } from "../../domain/core/people";
import { folded } from "../../domain/names/folded";
import { fitOf, fits, type Query, readQuery, type Searched } from "../../domain/names/ranking";

/** A place to jump to or a command. */
export type PaletteEntry = {
  id: string;
  label: string;
  /** The searched name: the label, or the person behind it. */
  searched: Searched;
  detail?: string;
  icon?: LucideIcon;
  person?: Author;
  conversation?: Pick<ConversationRow, "kind" | "other_ids">;
  unread?: boolean;
  shortcut?: string;
  run: () => void;
};

/** The number of results shown. */
export const shownMax = 12;

/**
 * The entries that match the typed text, best first; all of them in order while nothing is typed. Groups rank after all people,
 * because a group's name begins with a person's. Among equal matches, unread entries come first, then people the user writes
 * with, then the given order. `#` restricts the entries to channels, and `@` to people and bots.
 */
export function rankEntries(entries: readonly PaletteEntry[], typed: string, limit: number): PaletteEntry[] {
  const query = readQuery(typed);
  const meant = meantBy[typed.trim().charAt(0)];
  const candidates = meant === undefined ? entries : entries.filter((entry) => meant.includes(kindOf(entry)));
  if (query.text === "") return candidates.slice(0, limit);
  const ranked = candidates.flatMap((entry) => {
    const rank = rankOf(entry, query);
    if (rank === null) return [];
    return [{ entry, order: [rank, entry.unread !== true, kindOf(entry) !== "direct"].map(Number) }];
  });
  return ranked
    .sort((one, other) => one.order.map((value, at) => value - (other.order[at] ?? 0)).find(Boolean) ?? 0)
    .slice(0, limit)
    .map(({ entry }) => entry);
}

const meantBy: Readonly<Record<string, readonly EntryKind[]>> = { "#": ["channel"], "@": ["person", "direct"] };

const ofGroups = fits.inside + 1;
const ofLetters = ofGroups + 1;

function rankOf(entry: PaletteEntry, query: Query): number | null {
  const fit = fitOf(entry.searched, query);
  const kind = kindOf(entry);
  if (kind === "group") return fit === null ? null : ofGroups;
  if (fit !== null || kind === "person" || kind === "direct") return fit;
  if (folded(entry.detail ?? "").includes(query.text)) return fits.inside;
  return hasInOrder(folded(entry.label), query.text) ? ofLetters : null;
}

type EntryKind = "person" | "direct" | "group" | "channel" | "command";

function kindOf({ person, conversation }: PaletteEntry): EntryKind {
  if (person) return "person";
  if (!conversation) return "command";
  if (conversation.kind !== "direct") return "channel";
  return conversation.other_ids.length > 1 ? "group" : "direct";
}

function hasInOrder(text: string, letters: string): boolean {
  let from = 0;
  for (const letter of letters) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

import type { LucideIcon } from "lucide-react";
import type { ConversationRow } from "../../client/views/shapes";
import { folded } from "../../domain/folded";
import type { Author } from "../../domain/people";

/** Something to jump to or to do. */
export type Entry = {
  id: string;
  label: string;
  detail?: string;
  icon?: LucideIcon;
  person?: Author;
  conversation?: Pick<ConversationRow, "kind" | "other_ids">;
  unread?: boolean;
  shortcut?: string;
  run: () => void;
};

/** Entries whose words fit what was typed, the best first; all of them, in their order, while nothing was typed. */
export function rankEntries(entries: readonly Entry[], query: string, limit: number): Entry[] {
  const wanted = folded(query.replace(/^[#@]/, "").trim());
  if (wanted === "") return entries.slice(0, limit);
  const ranked = entries.flatMap((entry) => {
    const rank = rankOf(entry, wanted);
    return rank === null ? [] : [{ entry, rank }];
  });
  return ranked
    .sort((one, other) => one.rank - other.rank)
    .slice(0, limit)
    .map(({ entry }) => entry);
}

/** Smaller is better: the name itself, its beginning, the beginning of a word, anywhere, the letters in order. */
function rankOf({ label, detail = "", unread }: Entry, wanted: string): number | null {
  const text = folded(label);
  const bonus = unread ? -0.5 : 0;
  if (text === wanted) return 0 + bonus;
  if (text.startsWith(wanted)) return 1 + bonus;
  if (text.split(/[\s_.-]+/).some((word) => word.startsWith(wanted))) return 2 + bonus;
  if (text.includes(wanted) || folded(detail).includes(wanted)) return 3 + bonus;
  return hasInOrder(text, wanted) ? 4 + bonus : null;
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

import type { LucideIcon } from "lucide-react";
import type { Author } from "../../domain/core/people";
import { folded } from "../../domain/names/folded";
import { lettersInOrder } from "../../domain/names/matched";
import { fitOf, fits, type Query, readQuery, type Searched } from "../../domain/names/ranking";

export type EntryKind =
  /** A person, with whom there may be a conversation already. */
  | "person"
  /** A conversation with several people. */
  | "people"
  | "channel"
  | "action";

/** A place to jump to or a command. */
export type PaletteEntry = {
  id: string;
  kind: EntryKind;
  label: string;
  /** The searched name: the label, or the person behind it. */
  searched: Searched;
  /** The id under which its choice is remembered, if it is another: a person's, whose conversation may not exist yet. */
  learnedId?: string;
  /** A person's handle. */
  detail?: string;
  membersCount?: number;
  /** A channel's topic. It is searched, too. */
  topic?: string;
  icon?: LucideIcon;
  person?: Author;
  /** The other people in a conversation of several. */
  otherIds?: readonly string[];
  /** An existing conversation. */
  isConversation?: boolean;
  unread?: boolean;
  /** How many of its unread messages call the reader, and whether there may be more. */
  mentionCount?: number;
  isAtLeast?: boolean;
  shortcut?: string;
  run: () => void;
};

/** What a person did before, as far as it matters for what they type now. */
export type Past = {
  /** The ids of the conversations that were opened, newest first. */
  readonly visited: readonly string[];
  /** The ids that were chosen for this text, likeliest first. */
  readonly chosen: readonly string[];
  /** The conversation on screen. Nobody wants to jump to it. */
  readonly currentId: string | null;
};

export type SectionName = "recent" | "people" | "channels" | "actions";
export type Section = { readonly name: SectionName; readonly entries: readonly PaletteEntry[] };

/** The number of results shown, and of each kind where there are several. */
export const shownMax = 12;
const ofKindMax = 6;
/** While nothing is typed: how many of them are conversations, and how many recent ones. */
const conversationsMax = 8;
const recentMax = 6;

/**
 * The results for a typed text, in sections. The first one is the best: while nothing is typed, the conversation before the one
 * on screen. `#` restricts the entries to channels, and `@` to people and bots.
 */
export function sectionsFor(entries: readonly PaletteEntry[], typed: string, past: Past): Section[] {
  if (typed.trim() === "") return startingSections(entries, past);
  const sections = new Map<SectionName, PaletteEntry[]>();
  for (const entry of rankEntries(entries, typed, past)) {
    const name = sectionOf[entry.kind];
    sections.set(name, [...(sections.get(name) ?? []), entry]);
  }
  const max = sections.size > 1 ? ofKindMax : shownMax;
  return [...sections].map(([name, found]) => ({ name, entries: found.slice(0, max) }));
}

const sectionOf = { person: "people", people: "people", channel: "channels", action: "actions" } as const;

/** Recent conversations first, then others, then some commands. */
function startingSections(entries: readonly PaletteEntry[], { visited, currentId }: Past): Section[] {
  const conversations = new Map(entries.filter((one) => one.isConversation).map((one) => [one.id, one]));
  if (currentId !== null) conversations.delete(currentId);
  const recent = visited.flatMap((id) => conversations.get(id) ?? []).slice(0, recentMax);
  const others = [...conversations.values()].filter((one) => !recent.includes(one));
  const room = others.slice(0, conversationsMax - recent.length);
  const actions = entries.filter(({ kind }) => kind === "action");
  const sections: Section[] = [
    { name: "recent", entries: recent },
    { name: "people", entries: room.filter(({ kind }) => kind !== "channel") },
    { name: "channels", entries: room.filter(({ kind }) => kind === "channel") },
    { name: "actions", entries: actions.slice(0, shownMax - recent.length - room.length) },
  ];
  return sections.filter((section) => section.entries.length > 0);
}

/**
 * All entries that match, best first. What was chosen for this text before comes right after what has exactly this name.
 * Conversations of several people rank after all people, because their name begins with a person's. Among equal matches, what
 * was opened lately comes first, then what is unread, then people the user writes with, then other people, then channels.
 */
function rankEntries(entries: readonly PaletteEntry[], typed: string, past: Past): PaletteEntry[] {
  const query = readQuery(typed);
  const meant = meantBy[typed.trim().charAt(0)];
  const candidates = meant === undefined ? entries : entries.filter(({ kind }) => meant.includes(kind));
  if (query.text === "") return [...candidates];
  const lately = places(past.visited.filter((id) => id !== past.currentId));
  const learned = places(past.chosen);
  const found = candidates.flatMap((entry) => {
    const rank = rankOf(entry, query);
    return rank === null ? [] : [{ entry, rank }];
  });
  // Many names have some letters in order. They are meant only if nothing has them together.
  const isAnyWhole = found.some(({ rank }) => rank < ofLetters);
  return found
    .filter(({ rank }) => !isAnyWhole || rank < ofLetters)
    .map(({ entry, rank }) => {
      const order = [
        rank === fits.exact ? 0 : 1,
        learned(entry.learnedId ?? entry.id),
        rank,
        lately(entry.id),
        entry.unread ? 0 : 1,
        entry.kind === "person" && entry.isConversation ? 0 : 1,
        entry.kind === "person" ? 0 : 1,
      ];
      return { entry, order };
    })
    .sort((one, other) => one.order.map((value, at) => value - (other.order[at] ?? 0)).find(Boolean) ?? 0)
    .map(({ entry }) => entry);
}

const meantBy: Readonly<Record<string, readonly EntryKind[]>> = { "#": ["channel"], "@": ["person"] };

const ofSeveral = fits.inside + 1;
const ofLetters = ofSeveral + 1;

function rankOf(entry: PaletteEntry, query: Query): number | null {
  const fit = fitOf(entry.searched, query);
  if (entry.kind === "people") return fit === null ? null : ofSeveral;
  if (fit !== null || entry.kind === "person") return fit;
  if (entry.topic !== undefined && folded(entry.topic).includes(query.text)) return fits.inside;
  return lettersInOrder(folded(entry.label), query.text) === null ? null : ofLetters;
}

/** Whether only letters of its name that stand apart make an entry match. */
export function isByLetters(entry: PaletteEntry, query: Query): boolean {
  return rankOf(entry, query) === ofLetters;
}

/** An id's place in a list, which is after the last one for those that are not in it. */
function places(ids: readonly string[]): (id: string) => number {
  const places = new Map(ids.map((id, at) => [id, at]));
  return (id) => places.get(id) ?? ids.length;
}

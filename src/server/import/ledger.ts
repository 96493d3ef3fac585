import type { ImportedConversation } from "./conversations";
import type { ImportedPerson } from "./people";

/** Why a message of the export is left out. */
export const omissions = [
  "notices",
  "deleted",
  "changes",
  "empty",
  "duplicate",
  "other",
  "timeless",
  "unreadable",
] as const;
export type Omission = (typeof omissions)[number];

/** Those that an import should have brought. */
export const faults = ["timeless", "unreadable"] as const satisfies Omission[];

/** What a message that came is without. */
export const losses = [
  "pieces",
  "blocks",
  "files",
  "addresses",
  "cut",
  "ownEmoji",
  "reactionsBeyond",
  "unnamedReactors",
  "mentionsBeyond",
] as const;
export type Loss = (typeof losses)[number];

/** How many, and the names of the first few. */
export interface Told {
  count: number;
  first: string[];
  /** Whether there are others than those. */
  isMore: boolean;
}

/** What became of the messages of one conversation: all that were found were brought or left out. */
export interface ConversationCounts {
  name: string;
  found: number;
  brought: number;
  /** Of those brought: not here before; in a dry run, that would be added. */
  added: number;
  omitted: Partial<Record<Omission, Told>>;
}

export interface StreamCounts {
  conversations: ReadonlyMap<string, ConversationCounts>;
  losses: Partial<Record<Loss, Told>>;
  /** Replies whose root the export lacks. */
  orphans: number;
  /** Roots that the export holds only within their replies. */
  borrowedRoots: number;
}

/** What one reading of an export's files has found. */
type FirstReading = {
  readonly people: readonly ImportedPerson[];
  readonly conversations: readonly ImportedConversation[];
  /** How many entries the files of each conversation have. */
  readonly entryCounts: ReadonlyMap<string, number>;
  readonly skipped: readonly { conversationId: string; omission: Omission; told: Told }[];
};

/** For an export whose files have been read once: what that reading had to leave out is counted already. */
export function emptyCounts({ people, conversations, entryCounts, skipped }: FirstReading): StreamCounts {
  const counts = new Map<string, ConversationCounts>();
  const nameById = new Map(people.map(({ sourceId, displayName }) => [sourceId, displayName]));
  const membersOf = (ids: readonly string[]) => ids.map((id) => nameById.get(id) ?? id).join(", ");
  for (const { sourceId, name, memberIds } of conversations)
    counts.set(sourceId, {
      name: name || (memberIds.length > 0 ? `${sourceId} (${membersOf(memberIds)})` : sourceId),
      found: entryCounts.get(sourceId) ?? 0,
      brought: 0,
      added: 0,
      omitted: {},
    });
  for (const { conversationId, omission, told } of skipped) {
    const of = counts.get(conversationId);
    if (of) of.omitted[omission] = { ...told, first: [...told.first] };
  }
  return { conversations: counts, losses: {}, orphans: 0, borrowedRoots: 0 };
}

const firstMax = 3;

/** Adds one, or several, to the count of this name. */
export function tell<Key extends string>(counts: Partial<Record<Key, Told>>, key: Key, name: string, count = 1): void {
  const told = counts[key] ?? { count: 0, first: [], isMore: false };
  counts[key] = told;
  told.count += count;
  if (told.first.length < firstMax) told.first.push(name);
  else told.isMore = true;
}

/** How many messages of all conversations are left out, by the reason. */
export function omittedIn({ conversations }: StreamCounts): Record<Omission, number> {
  const sums: Record<Omission, number> = {
    notices: 0,
    deleted: 0,
    changes: 0,
    empty: 0,
    duplicate: 0,
    other: 0,
    timeless: 0,
    unreadable: 0,
  };
  for (const { omitted } of conversations.values())
    for (const omission of omissions) sums[omission] += omitted[omission]?.count ?? 0;
  return sums;
}

import type { ImportedConversation } from "./conversations";
import type { ImportedPerson } from "./people";

/** The reasons for leaving out a message of the export. */
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

/** The reasons that are faults: an import should have included these messages. */
export const faults = ["timeless", "unreadable"] as const satisfies Omission[];

/** The parts that an imported message may lack. */
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

/** A count, and the first few names. */
export interface Told {
  count: number;
  first: string[];
  /** Whether there are more names than those. */
  isMore: boolean;
}

/** The outcome for the messages of one conversation. Each message found is either brought or omitted. */
export interface ConversationCounts {
  name: string;
  found: number;
  brought: number;
  /** The brought messages that were not here before. In a dry run, those that would be added. */
  added: number;
  omitted: Partial<Record<Omission, Told>>;
}

export interface StreamCounts {
  conversations: ReadonlyMap<string, ConversationCounts>;
  losses: Partial<Record<Loss, Told>>;
  /** Replies whose root is missing from the export. */
  orphans: number;
  /** Roots that the export holds only within their replies. */
  borrowedRoots: number;
}

/** The results of the first reading of an export's files. */
type FirstReading = {
  readonly people: readonly ImportedPerson[];
  readonly conversations: readonly ImportedConversation[];
  /** The number of entries in the files of each conversation. */
  readonly entryCounts: ReadonlyMap<string, number>;
  readonly skipped: readonly { conversationId: string; omission: Omission; told: Told }[];
};

/** The starting counts for an export whose files have been read once. They include the omissions of that reading. */
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

/** Adds `count` to a key's count and notes the name. */
export function tell<Key extends string>(counts: Partial<Record<Key, Told>>, key: Key, name: string, count = 1): void {
  const told = counts[key] ?? { count: 0, first: [], isMore: false };
  counts[key] = told;
  told.count += count;
  if (told.first.length < firstMax) told.first.push(name);
  else told.isMore = true;
}

/** The number of omitted messages in all conversations, by reason. */
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

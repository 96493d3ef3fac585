import type { ImportItem } from "../../domain/imports";
import { type Accounts, mayNotEnter } from "./accounts";
import { isShortened, type Plan } from "./items";
import { emptyCounts, type StreamCounts } from "./ledger";
import type { SlackExport } from "./slack-export";
import type { ImportTarget } from "./target";

/** How many of a kind the export holds, and how many were added (in a dry run: would be). The others stay as they are here. */
export interface ImportTally {
  found: number;
  added: number;
}

/** The findings and additions of an import. */
export interface ImportReport {
  workspace: Pick<ImportTarget, "name" | "slug" | "isNew">;
  /** Whether the export names the Slack workspace that it comes from. */
  isTeamNamed: boolean;
  people: { total: number; bots: number; gone: number; foreign: number; strangers: number; fresh: number };
  channels: number;
  directs: number;
  messages: number;
  replies: number;
  reactions: number;
  files: number;
  first: Date | null;
  last: Date | null;
  counts: StreamCounts;
  /** New messages that are older than existing ones in their conversation, and so come after them; by conversation. */
  outOfOrder: Partial<Record<string, number>>;
  /** Conversations with messages that nobody here can read, since their members have left or are not named. */
  unreadBy: string[];
  /** Channels whose topic or purpose was longer than the limits here. */
  shortened: string[];
  remarks: string[];
  ignoredPaths: string[];
  /** The number of NUL characters removed from names and texts. */
  nulCount: number;
  /** Files with unreadable characters. */
  garbledPaths: string[];
  /** Folders and files of messages that belong to no conversation, with the number of messages in them. */
  strayFolders: ReadonlyMap<string, number>;
  /** Unreadable files that may hold messages. */
  unreadPaths: string[];
  /** Channels and named group conversations without a folder in the export. */
  withoutFolder: string[];
  /** Events appended, by type; empty in a dry run. */
  added: Record<string, number>;
  items: Record<ImportItem["item"], ImportTally>;
}

/** The report of an import before its messages are read. */
export function emptyReport({ slack, target, accounts, places }: Plan): ImportReport {
  const kinds = Array.from(places.values(), ({ kind }) => kind);
  const directs = kinds.filter((kind) => kind === "direct").length;
  return {
    workspace: { name: target.name, slug: target.slug, isNew: target.isNew },
    isTeamNamed: slack.isTeamNamed,
    people: countPeople(slack, accounts),
    channels: kinds.length - directs,
    directs,
    messages: 0,
    replies: 0,
    reactions: 0,
    files: 0,
    first: null,
    last: null,
    counts: emptyCounts(slack),
    outOfOrder: {},
    unreadBy: unreadBy(slack, accounts, places),
    shortened: slack.conversations.filter(isShortened).map(({ name, sourceId }) => name || sourceId),
    remarks: slack.remarks,
    ignoredPaths: slack.ignoredPaths,
    nulCount: slack.nulCount,
    garbledPaths: slack.garbledPaths,
    strayFolders: slack.strayFolders,
    unreadPaths: slack.unreadPaths,
    withoutFolder: slack.withoutFolder.flatMap(({ name }) => (name === "" ? [] : [name])),
    added: {},
    items: {
      member: { found: 0, added: 0 },
      channel: { found: 0, added: 0 },
      direct: { found: 0, added: 0 },
      channel_member: { found: 0, added: 0 },
      message: { found: 0, added: 0 },
      reaction: { found: 0, added: 0 },
    },
  };
}

function countPeople({ people, strangers }: SlackExport, { fresh }: Accounts): ImportReport["people"] {
  const absent = strangers.filter(({ isDeactivated }) => isDeactivated).length;
  return {
    total: people.length,
    bots: people.filter(({ kind }) => kind === "bot").length,
    gone: people.filter(({ isDeactivated, isForeign }) => isDeactivated && !isForeign).length - absent,
    foreign: people.filter(({ isForeign }) => isForeign).length,
    strangers: absent,
    fresh: fresh.length,
  };
}

/** Non-public conversations that have messages but no member with access. */
function unreadBy({ people, entryCounts }: SlackExport, { bySource }: Accounts, places: Plan["places"]): string[] {
  const living = new Set(
    people.filter((person) => !mayNotEnter(person)).flatMap(({ sourceId }) => bySource.get(sourceId)?.id ?? []),
  );
  const unread = [...places.values()].filter(
    ({ kind, memberIds, conversation }) =>
      kind !== "public" && (entryCounts.get(conversation.sourceId) ?? 0) > 0 && !memberIds.some((id) => living.has(id)),
  );
  return unread.map(({ conversation: { name, sourceId } }) => name || sourceId);
}

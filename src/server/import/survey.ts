import type { Archive } from "./archive";
import type { Conversations, ImportedConversation } from "./conversations";
import { type Omission, type Told, tell } from "./ledger";
import { isFields } from "./lenient";
import { type Extent, type FoundFile, type StrayFile, sortPaths } from "./paths";
import { authorIdOf, type ImportedPerson, strangerOf, unknownPerson } from "./people";
import { Sample, type SampledMessage } from "./sample";
import { readSlackMessage, type SlackMessage } from "./slack-shapes";
import { microsOf } from "./slack-time";

/** A file of messages from one conversation, usually of one day. */
export interface MessageFile {
  path: string;
  conversation: ImportedConversation;
  firstMicros: number;
  /** Its only messages, if they are not those in the archive at its path. */
  messages?: SlackMessage[];
}

export interface Survey {
  /** The files that hold messages, by the time of their first one. */
  files: MessageFile[];
  /** `conversation micros` of everything that has replies, even if the root itself is missing. */
  rootKeys: ReadonlySet<string>;
  /** The same keys, for roots that the export contains and that name themselves as roots. */
  presentRoots: ReadonlySet<string>;
  /** Authors and reactors who are not in `users.json`. */
  strangers: ImportedPerson[];
  /** The time of each author's first and last message. */
  spans: ReadonlyMap<string, TimeSpan>;
  messageCount: number;
  /** The number of entries in the files of each conversation. */
  entryCounts: ReadonlyMap<string, number>;
  /** The entries that this reading could not read. */
  skipped: { conversationId: string; omission: Omission; told: Told }[];
  /** Messages by which the export is recognised. */
  sample: SampledMessage[];
  /** Files of no known conversation or purpose, which are ignored. */
  ignoredPaths: string[];
  /** Folders and files of no known conversation, with the number of messages in them. None of these messages is imported. */
  strayFolders: ReadonlyMap<string, number>;
  /** Unreadable files that may hold messages. */
  unreadPaths: string[];
  /** Conversations without a folder, which are imported without messages. */
  withoutFolder: ImportedConversation[];
}

export interface TimeSpan {
  firstMicros: number;
  lastMicros: number;
}

interface Context {
  archive: Archive;
  extent: Extent;
  people: readonly ImportedPerson[];
  conversations: Conversations;
  onFile: (done: number, total: number) => void;
}

/** Reads and checks every message file once, one at a time, and keeps only what the second reading needs. */
export async function surveyMessages(context: Context): Promise<Survey> {
  const { archive, extent, people, conversations, onFile } = context;
  const { found, ignoredPaths, strays } = sortPaths(archive.paths, extent, conversations.byFolder);
  const notes = new Notes(people, conversations.all);
  const sample = new Sample();
  const files: MessageFile[] = [];

  for (const [index, file] of found.entries()) {
    const items = await itemsOf(archive, file);
    onFile(index + 1, found.length);
    if (items === null) {
      ignoredPaths.push(file.path);
      strays.push({ path: file.path, title: file.path, isDay: file.isDay });
      continue;
    }
    const firstMicros = readItems(items, file, notes, sample);
    if (firstMicros !== null) files.push({ path: file.path, conversation: file.conversation, firstMicros });
  }

  const left = await readStrays(archive, strays);
  const visited = new Set(found.map(({ conversation }) => conversation));
  return {
    files: [...files, ...notes.borrowedRoots()].sort((a, b) => a.firstMicros - b.firstMicros),
    ...notes.results(),
    sample: sample.messages(),
    ignoredPaths: ignoredPaths.filter((path) => !left.unreadPaths.includes(path)),
    ...left,
    withoutFolder: conversations.all.filter((conversation) => !visited.has(conversation)),
  };
}

/** Returns null for a file without messages. An unreadable day is a fault of the export; any other file may hold anything. */
async function itemsOf(archive: Archive, { path, isDay }: FoundFile): Promise<unknown[] | null> {
  if (isDay) return archive.readList(path);
  const items = await archive.readList(path).catch(() => null);
  return items?.some(isMessage) ? items : null;
}

/** Reads one file and returns the time of its first message. */
function readItems(items: readonly unknown[], file: FoundFile, notes: Notes, sample: Sample): number | null {
  let first = Number.POSITIVE_INFINITY;
  for (const [index, item] of items.entries()) {
    const message = readSlackMessage(item);
    if (message === null) {
      notes.skip(file.conversation, isFields(item) ? "timeless" : "other", `${file.path}, item ${index + 1}`);
      continue;
    }
    first = Math.min(first, microsOf(message.ts));
    notes.take(message, file.conversation);
    sample.offer(file.conversation.sourceId, message);
  }
  notes.count(file.conversation, items.length);
  return Number.isFinite(first) ? first : null;
}

/** Identifies a moment of a conversation, however many digits its time stamp has. */
export function rootKey(conversationId: string, ts: string): string {
  return `${conversationId} ${microsOf(ts)}`;
}

/** Whether a message names another one as its root. A root names itself. */
export function isReply({ thread_ts, ts }: SlackMessage): boolean {
  return thread_ts !== null && microsOf(thread_ts) !== microsOf(ts);
}

/** The maximum number of missing roots that are taken from the replies that carry them. */
const borrowedMax = 10_000;

/** The results of one reading of all messages. */
class Notes {
  private readonly known: ReadonlySet<string>;
  private readonly isKnown = (id: string) => this.known.has(id);
  private readonly strangers: Map<string, ImportedPerson>;
  private readonly rootKeys = new Set<string>();
  /** Roots that were read as messages themselves. */
  private readonly present = new Set<string>();
  private readonly borrowed = new Map<string, { conversation: ImportedConversation; root: SlackMessage }>();
  private readonly spans = new Map<string, TimeSpan>();
  private readonly entryCounts = new Map<string, number>();
  private readonly skips = new Map<string, Partial<Record<Omission, Told>>>();
  private messageCount = 0;

  constructor(people: readonly ImportedPerson[], conversations: readonly ImportedConversation[]) {
    this.known = new Set(people.map(({ sourceId }) => sourceId));
    this.strangers = strangersInDirects(conversations, this.known);
  }

  take(message: SlackMessage, conversation: ImportedConversation): void {
    this.messageCount += 1;
    if (message.thread_ts !== null) this.thread(message, message.thread_ts, conversation);
    this.author(message, conversation);
    for (const { users } of message.reactions)
      for (const id of users)
        if (!this.known.has(id) && !this.strangers.has(id)) this.strangers.set(id, unknownPerson(id));
  }

  skip({ sourceId }: ImportedConversation, omission: Omission, name: string): void {
    const skipped = this.skips.get(sourceId) ?? {};
    this.skips.set(sourceId, skipped);
    tell(skipped, omission, name);
  }

  count({ sourceId }: ImportedConversation, entries: number): void {
    this.entryCounts.set(sourceId, (this.entryCounts.get(sourceId) ?? 0) + entries);
  }

  /** Files of one message each. The stream skips those whose root comes from elsewhere after all. */
  borrowedRoots(): MessageFile[] {
    const missing = [...this.borrowed].filter(([key]) => !this.present.has(key));
    return missing.map(([, { conversation, root }]) => {
      this.author(root, conversation);
      return { path: "", conversation, firstMicros: microsOf(root.ts), messages: [root] };
    });
  }

  results(): Omit<Survey, "files" | "sample" | "ignoredPaths" | "strayFolders" | "unreadPaths" | "withoutFolder"> {
    const { rootKeys, present: presentRoots, spans, messageCount, entryCounts } = this;
    const skipped: Survey["skipped"] = [];
    for (const [conversationId, omitted] of this.skips)
      for (const omission of ["timeless", "other"] as const) {
        const told = omitted[omission];
        if (told) skipped.push({ conversationId, omission, told });
      }
    const strangers = [...this.strangers.values()];
    return { rootKeys, presentRoots, strangers, spans, messageCount, entryCounts, skipped };
  }

  private thread(message: SlackMessage, threadTs: string, conversation: ImportedConversation): void {
    const key = rootKey(conversation.sourceId, threadTs);
    if (!isReply(message)) {
      this.present.add(key);
      return;
    }
    this.rootKeys.add(key);
    if (!isFields(message.root) || this.present.has(key) || this.borrowed.size >= borrowedMax) return;
    const root = readSlackMessage(message.root);
    if (root === null || microsOf(root.ts) !== microsOf(threadTs) || root.text.trim() === "") return;
    this.borrowed.set(key, { conversation, root });
  }

  private author(message: SlackMessage, conversation: ImportedConversation): void {
    const authorId = authorIdOf(message, this.isKnown);
    const isNameless = (this.strangers.get(authorId)?.displayName ?? authorId) === authorId;
    if (!this.known.has(authorId) && isNameless) this.strangers.set(authorId, strangerOf(message, authorId));
    if (conversation.isOfItsAuthors && !conversation.memberIds.includes(authorId))
      conversation.memberIds.push(authorId);
    const micros = microsOf(message.ts);
    const span = this.spans.get(authorId);
    if (span === undefined) this.spans.set(authorId, { firstMicros: micros, lastMicros: micros });
    else {
      span.firstMicros = Math.min(span.firstMicros, micros);
      span.lastMicros = Math.max(span.lastMicros, micros);
    }
  }
}

/** Everybody named in a direct conversation must exist, or it would be a different conversation. */
function strangersInDirects(conversations: readonly ImportedConversation[], known: ReadonlySet<string>) {
  const ids = conversations.filter(({ kind }) => kind === "direct").flatMap(({ memberIds }) => memberIds);
  return new Map(ids.filter((id) => !known.has(id)).map((id) => [id, unknownPerson(id)]));
}

/** Counts the messages in the ignored files, by folder name. Also lists the unreadable files that may hold some. */
async function readStrays(
  archive: Archive,
  strays: readonly StrayFile[],
): Promise<Pick<Survey, "strayFolders" | "unreadPaths">> {
  const strayFolders = new Map<string, number>();
  const unreadPaths: string[] = [];
  for (const { path, title, isDay } of strays) {
    const items = await archive.readList(path).catch(() => undefined);
    const count = items?.filter(isMessage).length ?? 0;
    const isUnread = items === undefined ? title !== null : items === null && isDay;
    if (isUnread) unreadPaths.push(path);
    if (count > 0) strayFolders.set(title ?? path, (strayFolders.get(title ?? path) ?? 0) + count);
  }
  return { strayFolders, unreadPaths };
}

/** Other files are lists too, such as lists of canvases. */
function isMessage(item: unknown): boolean {
  return isFields(item) && "ts" in item && (item.type === "message" || "text" in item || "user" in item);
}

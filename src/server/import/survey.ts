import type { Archive } from "./archive";
import type { ImportedConversation } from "./conversations";
import { parseFile } from "./parse-file";
import { authorIdOf, type ImportedPerson, strangerOf, unknownPerson } from "./people";
import { Sample, type SampledMessage } from "./sample";
import { type SlackMessage, slackMessages } from "./slack-shapes";
import { microsOf } from "./slack-time";

/** One day of one conversation. */
export interface MessageFile {
  path: string;
  conversation: ImportedConversation;
  firstMicros: number;
  lastMicros: number;
  messageCount: number;
}

export interface Survey {
  /** The files that hold messages, by the time of their first one. */
  files: MessageFile[];
  /** `conversation ts` of everything that is replied to, also where the root itself is missing. */
  rootKeys: ReadonlySet<string>;
  /** Authors and reactors who are not in `users.json`. */
  strangers: ImportedPerson[];
  /** When each author first and last spoke. */
  spans: ReadonlyMap<string, Span>;
  messageCount: number;
  /** Messages by which the export is recognised. */
  sample: SampledMessage[];
  /** Files of no known conversation or purpose, which are left alone. */
  ignoredPaths: string[];
  /** Folders of no known conversation, and misnamed files, that hold messages: none of those is imported. */
  strayFolders: string[];
  /** Conversations without a folder, which come without messages. */
  withoutFolder: ImportedConversation[];
}

export interface Span {
  firstMicros: number;
  lastMicros: number;
}

interface Context {
  archive: Archive;
  root: string;
  people: readonly ImportedPerson[];
  conversations: readonly ImportedConversation[];
  onFile: (done: number, total: number) => void;
}

/** Reads and checks every message file once, one at a time, and keeps only what the second reading needs. */
export async function surveyMessages({ archive, root, people, conversations, onFile }: Context): Promise<Survey> {
  const { dated, ignoredPaths, strays } = sortPaths(archive.paths, root, conversations);
  const known = new Set(people.map(({ sourceId }) => sourceId));
  const strangers = strangersInDirects(conversations, known);
  const rootKeys = new Set<string>();
  const spans = new Map<string, Span>();
  const files: MessageFile[] = [];
  const sample = new Sample();

  for (const [index, { path, conversation }] of dated.entries()) {
    const messages = await parseFile(archive, path, slackMessages);
    const file = {
      path,
      conversation,
      firstMicros: Number.POSITIVE_INFINITY,
      lastMicros: 0,
      messageCount: messages.length,
    };
    for (const message of messages) {
      const micros = microsOf(message.ts);
      file.firstMicros = Math.min(file.firstMicros, micros);
      file.lastMicros = Math.max(file.lastMicros, micros);
      if (isReply(message)) rootKeys.add(rootKey(conversation.sourceId, message.thread_ts ?? ""));
      sample.offer(conversation.sourceId, message);
      noteSpan(spans, noteStrangers(message, known, strangers), micros);
    }
    if (messages.length > 0) files.push(file);
    onFile(index + 1, dated.length);
  }

  files.sort((a, b) => a.firstMicros - b.firstMicros);
  const messageCount = files.reduce((sum, file) => sum + file.messageCount, 0);
  const found = new Set(dated.map(({ conversation }) => conversation));
  const withoutFolder = conversations.filter((conversation) => !found.has(conversation));
  return {
    files,
    rootKeys,
    strangers: [...strangers.values()],
    spans,
    messageCount,
    sample: sample.messages(),
    ignoredPaths,
    strayFolders: await withMessages(archive, strays),
    withoutFolder,
  };
}

export function rootKey(conversationId: string, ts: string): string {
  return `${conversationId} ${ts}`;
}

/** A message that names a root before it; a root names itself. */
export function isReply(message: SlackMessage): boolean {
  return Boolean(message.thread_ts) && microsOf(message.thread_ts ?? "") < microsOf(message.ts);
}

/** Whom a direct conversation names must exist, or it would be another conversation. */
function strangersInDirects(conversations: readonly ImportedConversation[], known: ReadonlySet<string>) {
  const ids = conversations.filter(({ kind }) => kind === "direct").flatMap(({ memberIds }) => memberIds);
  return new Map(ids.filter((id) => !known.has(id)).map((id) => [id, unknownPerson(id)]));
}

/** Answers the id of the author. */
function noteStrangers(message: SlackMessage, known: Set<string>, strangers: Map<string, ImportedPerson>): string {
  const authorId = authorIdOf(message, (id) => known.has(id));
  const isNameless = (strangers.get(authorId)?.displayName ?? authorId) === authorId;
  if (!known.has(authorId) && isNameless) strangers.set(authorId, strangerOf(message, authorId));
  for (const { users } of message.reactions ?? [])
    for (const id of users) if (!known.has(id) && !strangers.has(id)) strangers.set(id, unknownPerson(id));
  return authorId;
}

function noteSpan(spans: Map<string, Span>, authorId: string, micros: number): void {
  const span = spans.get(authorId);
  spans.set(authorId, {
    firstMicros: Math.min(span?.firstMicros ?? micros, micros),
    lastMicros: Math.max(span?.lastMicros ?? micros, micros),
  });
}

function sortPaths(paths: readonly string[], root: string, conversations: readonly ImportedConversation[]) {
  const byFolder = new Map(conversations.map((conversation) => [conversation.folder, conversation]));
  const dated: { path: string; conversation: ImportedConversation }[] = [];
  const ignoredPaths: string[] = [];
  const strays: { path: string; title: string }[] = [];
  for (const path of paths) {
    const [folder = "", name, ...deeper] = path.startsWith(root) ? path.slice(root.length).split("/") : [];
    const conversation = byFolder.get(folder);
    if (name === undefined && /^(users|channels|groups|mpims|dms)\.json$/.test(folder)) continue;
    if (path.startsWith("__MACOSX/") || path.endsWith("/.DS_Store") || path === ".DS_Store") continue;
    const isDay = name !== undefined && deeper.length === 0 && /^\d{4}-\d{2}-\d{2}\.json$/.test(name);
    if (conversation && isDay) dated.push({ path, conversation });
    else ignoredPaths.push(path);
    if (!(conversation && isDay) && name !== undefined && path.endsWith(".json"))
      strays.push({ path, title: conversation ? path : folder });
  }
  return { dated, ignoredPaths, strays };
}

/** Which of the files that are left alone hold messages, by the folder's name. One that cannot be read may hold some. */
async function withMessages(archive: Archive, strays: readonly { path: string; title: string }[]): Promise<string[]> {
  const titles = new Set<string>();
  for (const { path, title } of strays) {
    if (titles.has(title)) continue;
    const content = await archive.readJson(path).catch(() => [{ ts: "" }]);
    const isMessage = (item: unknown) => typeof item === "object" && item !== null && "ts" in item;
    if (Array.isArray(content) && content.some(isMessage)) titles.add(title);
  }
  return [...titles];
}

import { hash } from "node:crypto";
import TinyQueue from "tinyqueue";
import type { Archive } from "./archive";
import { compose } from "./compose";
import { emptyCounts, type Omission, type StreamCounts, tell } from "./ledger";
import { type ImportedMessage, omissionOf, readMessage } from "./message";
import type { Names } from "./names";
import { authorIdOf } from "./people";
import type { SlackExport } from "./slack-export";
import { readSlackMessage, type SlackMessage } from "./slack-shapes";
import { microsOf } from "./slack-time";
import { isReply, type MessageFile, rootKey } from "./survey";

interface StreamOptions {
  counts?: StreamCounts;
  /** Whether an earlier import added the root of the thread with this time stamp. */
  isRootHere?: (conversationId: string, ts: string) => boolean;
}

/**
 * All messages of an export in time order across conversations, each reply after its root. Only the files that cover the
 * current moment are in memory. Records in `counts` what is brought and what is omitted.
 */
export async function* streamMessages(
  slack: SlackExport,
  names: Names,
  { counts = emptyCounts(slack), isRootHere = () => false }: StreamOptions = {},
): AsyncGenerator<ImportedMessage> {
  const reading = new Reading(slack, names, counts, isRootHere);
  for await (const found of inOrder(slack.archive, slack.files)) yield* reading.take(found);
  yield* reading.rest();
}

interface Found {
  conversationId: string;
  message: SlackMessage;
  /** Whether this is a root that only a reply carries. */
  isBorrowed: boolean;
}

/** The messages of one conversation at one moment. */
interface Moment {
  micros: number;
  first?: SlackMessage;
  /** The content of each message, once there are several. */
  contents?: Set<string>;
  /** Time stamps that are already used as ids. */
  given: Set<string>;
}

/** Replies that wrong clocks put before their roots are held back, up to this many. Further ones become messages of their own. */
const heldMax = 1_000;

class Reading {
  private readonly slack: SlackExport;
  private readonly names: Names;
  private readonly counts: StreamCounts;
  private readonly isRootHere: (conversationId: string, ts: string) => boolean;
  private readonly isKnown: (sourceId: string) => boolean;
  /** The id of the message that replies to a moment belong to. */
  private readonly roots = new Map<string, string>();
  /** Threads whose root is missing. */
  private readonly orphaned = new Set<string>();
  private readonly moments = new Map<string, Moment>();
  private readonly held = new Map<string, Found[]>();
  private heldCount = 0;

  constructor(
    slack: SlackExport,
    names: Names,
    counts: StreamCounts,
    isRootHere: (conversationId: string, ts: string) => boolean,
  ) {
    this.slack = slack;
    this.names = names;
    this.counts = counts;
    this.isRootHere = isRootHere;
    const known = new Set(slack.people.map(({ sourceId }) => sourceId));
    this.isKnown = (sourceId) => known.has(sourceId);
  }

  *take(found: Found): Generator<ImportedMessage> {
    const { conversationId, message, isBorrowed } = found;
    const moment = this.momentOf(conversationId, message.ts);
    if (isBorrowed && moment.first) return;
    if (isBorrowed) this.borrow(conversationId);
    if (isRepeated(moment, message)) return this.omit(found, "duplicate");
    if (this.isEarly(found)) {
      this.hold(found);
      return;
    }
    yield* this.bring(found, moment);
    const key = rootKey(conversationId, message.ts);
    for (const reply of this.release(key)) yield* this.bring(reply, this.momentOf(conversationId, message.ts));
  }

  /** Yields the replies that waited for a root that never came. */
  *rest(): Generator<ImportedMessage> {
    for (const key of [...this.held.keys()])
      for (const found of this.release(key)) yield* this.bring(found, { micros: 0, given: new Set() });
  }

  private *bring(found: Found, moment: Moment): Generator<ImportedMessage> {
    const { conversationId, message } = found;
    const key = rootKey(conversationId, message.ts);
    const hasReplies = this.slack.rootKeys.has(key);
    const composed = attempt(() => compose(message));
    if (composed === unreadable) return this.omit(found, "unreadable");
    const omission = omissionOf(message, hasReplies, composed);
    if (omission !== null) return this.omit(found, omission);

    const ts = moment.given.has(message.ts) ? `${message.ts} ${digestOf(message)}` : message.ts;
    const rootTs = this.rootOf(conversationId, message, ts);
    const authorId = authorIdOf(message, this.isKnown);
    const read = attempt(() =>
      readMessage(message, composed, { conversationId, ts, authorId, rootTs, names: this.names }),
    );
    if (read === unreadable) return this.omit(found, "unreadable");
    moment.given.add(message.ts);
    if (isReply(message)) this.noteOrphan(conversationId, message, ts, rootTs);
    if (hasReplies && ts === message.ts) this.roots.set(key, rootTs ?? ts);
    const counts = this.counts.conversations.get(conversationId);
    if (counts) counts.brought += 1;
    for (const [loss, number] of read.losses)
      tell(this.counts.losses, loss, `${counts?.name ?? conversationId} ${message.ts}`, number);
    yield read.message;
  }

  /**
   * The id of the message that a reply belongs to; null for a message that stands alone, like
   * the first reply of a thread without a root.
   */
  private rootOf(conversationId: string, message: SlackMessage, ts: string): string | null {
    if (message.thread_ts === null || !isReply(message)) return null;
    const key = rootKey(conversationId, message.thread_ts);
    const root = this.roots.get(key);
    if (root !== undefined) return root === ts ? null : root;
    return this.isRootHere(conversationId, message.thread_ts) ? message.thread_ts : null;
  }

  /** Keeps the replies of a thread together even if their root is missing: the first one takes its place. */
  private noteOrphan(conversationId: string, message: SlackMessage, ts: string, rootTs: string | null): void {
    const key = rootKey(conversationId, message.thread_ts ?? "");
    if (!this.roots.has(key)) this.roots.set(key, rootTs ?? ts);
    if (rootTs === null) this.orphaned.add(key);
    if (this.orphaned.has(key)) this.counts.orphans += 1;
  }

  private momentOf(conversationId: string, ts: string): Moment {
    const micros = microsOf(ts);
    const before = this.moments.get(conversationId);
    if (before?.micros === micros) return before;
    const moment = { micros, given: new Set<string>() };
    this.moments.set(conversationId, moment);
    return moment;
  }

  private isEarly({ conversationId, message }: Found): boolean {
    const { thread_ts, ts } = message;
    if (thread_ts === null || microsOf(thread_ts) <= microsOf(ts)) return false;
    return this.heldCount < heldMax && this.slack.presentRoots.has(rootKey(conversationId, thread_ts));
  }

  private hold(found: Found): void {
    const key = rootKey(found.conversationId, found.message.thread_ts ?? "");
    this.held.set(key, [...(this.held.get(key) ?? []), found]);
    this.heldCount += 1;
  }

  private release(key: string): Found[] {
    const found = this.held.get(key) ?? [];
    this.held.delete(key);
    this.heldCount -= found.length;
    return found;
  }

  private borrow(conversationId: string): void {
    const counts = this.counts.conversations.get(conversationId);
    if (counts) counts.found += 1;
    this.counts.borrowedRoots += 1;
  }

  private omit({ conversationId, message }: Found, omission: Omission): void {
    const counts = this.counts.conversations.get(conversationId);
    if (counts) tell(counts.omitted, omission, message.ts);
  }
}

/** Whether the export holds a message twice. Two authors or two texts at the same moment are two messages. */
function isRepeated(moment: Moment, message: SlackMessage): boolean {
  if (!moment.first) {
    moment.first = message;
    return false;
  }
  moment.contents ??= new Set([contentOf(moment.first)]);
  const content = contentOf(message);
  if (moment.contents.has(content)) return true;
  moment.contents.add(content);
  return false;
}

function contentOf({ user, username, bot_id, text, blocks, attachments, files }: SlackMessage): string {
  return JSON.stringify([user, username, bot_id, text, blocks, attachments, files]);
}

function digestOf(message: SlackMessage): string {
  return hash("sha256", contentOf(message)).slice(0, 16);
}

const unreadable = Symbol("unreadable");

/** An unreadable message must not end the import of the others. */
function attempt<Value>(read: () => Value): Value | typeof unreadable {
  try {
    return read();
  } catch {
    return unreadable;
  }
}

interface Open {
  conversationId: string;
  messages: SlackMessage[];
  isBorrowed: boolean;
  at: number;
  micros: number;
}

async function* inOrder(archive: Archive, files: readonly MessageFile[]): AsyncGenerator<Found> {
  const queue = new TinyQueue<Open>([], byTime);
  let opened = 0;
  for (;;) {
    for (
      let file = files[opened];
      file && file.firstMicros <= (queue.peek()?.micros ?? file.firstMicros);
      file = files[++opened]
    )
      queue.push(await open(archive, file));
    const current = queue.pop();
    if (current === undefined) return;
    const { conversationId, isBorrowed } = current;
    const message = current.messages[current.at++];
    const next = current.messages[current.at];
    if (next) {
      current.micros = microsOf(next.ts);
      queue.push(current);
    }
    if (message) yield { conversationId, message, isBorrowed };
  }
}

/** Keeps the messages of a conversation at one moment together, borrowed ones last. */
function byTime(a: Open, b: Open): number {
  if (a.micros !== b.micros) return a.micros - b.micros;
  if (a.conversationId !== b.conversationId) return a.conversationId < b.conversationId ? -1 : 1;
  return Number(a.isBorrowed) - Number(b.isBorrowed);
}

async function open(
  archive: Archive,
  { path, conversation, firstMicros, messages: given }: MessageFile,
): Promise<Open> {
  const messages = given ?? (await readFile(archive, path));
  return {
    conversationId: conversation.sourceId,
    messages,
    isBorrowed: given !== undefined,
    at: 0,
    micros: firstMicros,
  };
}

async function readFile(archive: Archive, path: string): Promise<SlackMessage[]> {
  const items = (await archive.readList(path)) ?? [];
  const messages = items.map(readSlackMessage).filter((message) => message !== null);
  return messages.sort((a, b) => microsOf(a.ts) - microsOf(b.ts));
}

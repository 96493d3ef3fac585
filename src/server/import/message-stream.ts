import type { Archive } from "./archive";
import { Heap } from "./heap";
import { type ImportedMessage, type Omission, omissionOf, readMessage } from "./message";
import type { Names } from "./names";
import { parseFile } from "./parse-file";
import { authorIdOf } from "./people";
import type { SlackExport } from "./slack-export";
import { type SlackMessage, slackMessages } from "./slack-shapes";
import { microsOf } from "./slack-time";
import { isReply, type MessageFile, rootKey } from "./survey";

/** What the stream has passed so far; a report when it has ended. */
export interface StreamCounts {
  omitted: Record<Omission | "duplicate", number>;
  /** Replies whose root the export lacks: they stand by themselves. */
  orphans: number;
  /** `conversation ts` of those that could not be read, and are left out. */
  unreadable: string[];
}

interface Open {
  conversationId: string;
  messages: SlackMessage[];
  at: number;
  micros: number;
}

export function emptyCounts(): StreamCounts {
  return { omitted: { notices: 0, deleted: 0, empty: 0, other: 0, duplicate: 0 }, orphans: 0, unreadable: [] };
}

/**
 * All messages of an export in order of time across conversations, each reply after its root.
 * Only the files that the present moment falls into are held in memory. Counts what it leaves out in `counts`.
 */
export async function* streamMessages(
  slack: SlackExport,
  names: Names,
  counts: StreamCounts = emptyCounts(),
): AsyncGenerator<ImportedMessage> {
  const known = new Set(slack.people.map(({ sourceId }) => sourceId));
  const isKnown = (id: string) => known.has(id);
  const roots = new Set<string>();
  const lastTs = new Map<string, string>();

  for await (const { conversationId, message } of inOrder(slack.archive, slack.files)) {
    if (lastTs.get(conversationId) === message.ts) {
      counts.omitted.duplicate++;
      continue;
    }
    lastTs.set(conversationId, message.ts);
    const key = rootKey(conversationId, message.ts);
    const hasReplies = slack.rootKeys.has(key);
    const omission = attempt(() => omissionOf(message, hasReplies));
    if (omission === unreadable) {
      counts.unreadable.push(key);
      continue;
    }
    if (omission !== null) {
      counts.omitted[omission]++;
      continue;
    }
    const rootTs = isReply(message) ? (message.thread_ts ?? null) : null;
    const isOrphan = rootTs !== null && !roots.has(rootKey(conversationId, rootTs));
    const isRoot = rootTs === null || isOrphan;
    const authorId = authorIdOf(message, isKnown);
    const place = { conversationId, authorId, rootTs: isRoot ? null : rootTs, names };
    const read = attempt(() => readMessage(message, place));
    if (read === unreadable) {
      counts.unreadable.push(key);
      continue;
    }
    if (isOrphan) counts.orphans++;
    if (isRoot && hasReplies) roots.add(key);
    yield read;
  }
}

const unreadable = Symbol("unreadable");

/** One message that cannot be read must not end the import of the others. */
function attempt<Value>(read: () => Value): Value | typeof unreadable {
  try {
    return read();
  } catch {
    return unreadable;
  }
}

async function* inOrder(archive: Archive, files: readonly MessageFile[]) {
  const heap = new Heap<Open>((a, b) => a.micros - b.micros || (a.conversationId < b.conversationId ? -1 : 1));
  let opened = 0;
  for (;;) {
    for (
      let file = files[opened];
      file && file.firstMicros <= (heap.peek()?.micros ?? file.firstMicros);
      file = files[++opened]
    )
      heap.push(await open(archive, file));
    const current = heap.pop();
    if (current === undefined) return;
    const message = current.messages[current.at++];
    const next = current.messages[current.at];
    if (next) heap.push({ ...current, micros: microsOf(next.ts) });
    if (message) yield { conversationId: current.conversationId, message };
  }
}

async function open(archive: Archive, file: MessageFile): Promise<Open> {
  const messages = await parseFile(archive, file.path, slackMessages);
  messages.sort((a, b) => microsOf(a.ts) - microsOf(b.ts));
  return { conversationId: file.conversation.sourceId, messages, at: 0, micros: file.firstMicros };
}

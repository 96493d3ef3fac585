import type { Calls } from "../../domain/core/calls";
import { limits } from "../../domain/core/limits";
import { beginningOf, isLonger, looksEmpty } from "../../domain/core/measure";
import { callsIn } from "../../language";
import type { Composed } from "./compose";
import type { Loss, Omission } from "./ledger";
import { cleanMarkdown, emphasise, toMarkdown } from "./mrkdwn";
import type { Names } from "./names";
import type { SlackMessage } from "./slack-shapes";
import { timeOf } from "./slack-time";

export interface ImportedMessage {
  conversationId: string;
  /** The message's id within its conversation: Slack's time stamp, with a digest where another message has the same one. */
  ts: string;
  authorId: string;
  createdAt: Date;
  editedAt: Date | null;
  body: string;
  /** The `ts` of a reply's root. The root comes earlier in the stream, or came with an earlier import. */
  rootTs: string | null;
  /** Whether this is a reply that the timeline shows too. */
  isBroadcast: boolean;
  /** The mentions in the body, read as in any other message. */
  calls: Calls;
  reactions: { name: string; userIds: string[] }[];
  fileCount: number;
}

const bodyLengthMax = limits.messageBodyLengthMax;
const notices =
  /^(?:(?:channel|group|mpdm|mpim)_(?:join|leave|topic|purpose|name|archive|unarchive|move|posting_permissions|convert_to_private|convert_to_public)|bot_(?:add|remove|enable|disable)|joiner_notification.*|pinned_item|unpinned_item|reminder_(?:add|delete)|channel_canvas_updated|app_conversation_\w+)$/;
/** Changes that some exports log besides the messages. The messages themselves are already in their final form. */
const changes = /^message_(?:changed|deleted|replied)$/;

/** The reason for leaving out a message, or null when it is imported. A message that has replies is never left out. */
export function omissionOf(message: SlackMessage, hasReplies: boolean, { parts }: Composed): Omission | null {
  if (hasReplies) return null;
  if (message.type && message.type !== "message") return "other";
  if (message.subtype === "tombstone") return "deleted";
  if (changes.test(message.subtype)) return "changes";
  if (notices.test(message.subtype)) return "notices";
  return parts.length === 0 ? "empty" : null;
}

/** The message in Markdown, with its time, thread and reactions, and the parts of it that are lost. */
export function readMessage(
  message: SlackMessage,
  composed: Composed,
  place: { conversationId: string; ts: string; authorId: string; rootTs: string | null; names: Names },
): { message: ImportedMessage; losses: [Loss, number][] } {
  const { conversationId, ts, authorId, rootTs, names } = place;
  const body = writeBody(message, composed, names);
  const isCut = isLonger(body, bodyLengthMax);
  const shown = isCut ? `${beginningOf(body, bodyLengthMax - 1)}…` : body;
  const unnamed = message.reactions.reduce((sum, { count, users }) => sum + count - users.length, 0);
  return {
    message: {
      conversationId,
      ts,
      authorId,
      createdAt: timeOf(message.ts),
      editedAt: message.edited_ts === null ? null : timeOf(message.edited_ts),
      body: shown,
      rootTs,
      isBroadcast: rootTs !== null && (message.subtype === "thread_broadcast" || message.subtype === "reply_broadcast"),
      calls: callsIn(shown),
      reactions: message.reactions
        .filter(({ users }) => users.length > 0)
        .map(({ name, users }) => ({ name, userIds: users })),
      fileCount: composed.fileCount,
    },
    losses: [
      ...composed.losses,
      ...(isCut ? [["cut", 1] satisfies [Loss, number]] : []),
      ...(unnamed > 0 ? [["unnamedReactors", unnamed] satisfies [Loss, number]] : []),
    ],
  };
}

function writeBody(message: SlackMessage, { parts }: Composed, names: Names): string {
  if (message.subtype === "tombstone") return "_This message was deleted._";
  const markdown = parts
    .map(({ kind, text }) => (kind === "slack" ? toMarkdown(text, names) : cleanMarkdown(text, names)))
    .filter((text) => text !== "")
    .join("\n\n");
  const isAside = message.subtype === "me_message" || notices.test(message.subtype);
  const body = isAside ? emphasise(markdown) : markdown;
  return looksEmpty(body) ? "_This message has no text._" : body;
}

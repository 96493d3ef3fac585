import type { Calls } from "../../domain/mentions";
import { callsIn } from "../../language";
import { composeText, filesOf } from "./compose";
import { emphasise, toMarkdown } from "./mrkdwn";
import type { Names } from "./names";
import type { SlackMessage } from "./slack-shapes";
import { timeOf } from "./slack-time";

export interface ImportedMessage {
  conversationId: string;
  /** Slack's time stamp: the message's id within its conversation. */
  ts: string;
  authorId: string;
  createdAt: Date;
  editedAt: Date | null;
  body: string;
  /** The `ts` of its root, for a reply; the root came earlier in the stream. */
  rootTs: string | null;
  /** A reply that is shown in the timeline too. */
  isBroadcast: boolean;
  /** Whom the body calls, as everybody else's text does. */
  calls: Calls;
  reactions: { name: string; userIds: string[] }[];
  fileCount: number;
}

export type Omission = "notices" | "deleted" | "empty" | "other";

const bodyLengthMax = 40_000;
const notices =
  /^(?:(?:channel|group|mpdm|mpim)_(?:join|leave|topic|purpose|name|archive|unarchive|move|posting_permissions|convert_to_private|convert_to_public)|bot_(?:add|remove|enable|disable)|joiner_notification.*|pinned_item|unpinned_item|reminder_(?:add|delete)|channel_canvas_updated|app_conversation_\w+)$/;

/** Why a message is left out, or null when it is imported. A message that has replies is never left out. */
export function omissionOf(message: SlackMessage, hasReplies: boolean): Omission | null {
  if (hasReplies) return null;
  if (message.type && message.type !== "message") return "other";
  if (message.subtype === "tombstone") return "deleted";
  if (notices.test(message.subtype ?? "")) return "notices";
  return composeText(message).trim() === "" ? "empty" : null;
}

/** What the message says in Markdown, with its time, thread and reactions. */
export function readMessage(
  message: SlackMessage,
  {
    conversationId,
    authorId,
    rootTs,
    names,
  }: { conversationId: string; authorId: string; rootTs: string | null; names: Names },
): ImportedMessage {
  const body = writeBody(message, composeText(message), names);
  return {
    conversationId,
    ts: message.ts,
    authorId,
    createdAt: timeOf(message.ts),
    editedAt: message.edited ? timeOf(message.edited.ts) : null,
    body,
    rootTs,
    isBroadcast: rootTs !== null && (message.subtype === "thread_broadcast" || message.subtype === "reply_broadcast"),
    calls: callsIn(body),
    reactions: readReactions(message),
    fileCount: filesOf(message).length,
  };
}

function writeBody(message: SlackMessage, text: string, names: Names): string {
  if (message.subtype === "tombstone") return "_This message was deleted._";
  const markdown = toMarkdown(text, names);
  const isAside = message.subtype === "me_message" || notices.test(message.subtype ?? "");
  const body = isAside ? emphasise(markdown) : markdown;
  if (body.trim() === "") return "_This message has no text._";
  return body.length <= bodyLengthMax ? body : `${body.slice(0, bodyLengthMax - 1).replace(/\p{Cs}$/u, "")}…`;
}

function readReactions(message: SlackMessage): ImportedMessage["reactions"] {
  const reactions = (message.reactions ?? []).map(({ name, users }) => ({ name, userIds: [...new Set(users)] }));
  return reactions.filter(({ userIds }) => userIds.length > 0);
}

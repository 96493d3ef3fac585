import type { Author } from "../../domain/core/people";
import { conversationOf } from "../../domain/core/timelines";
import type { Message } from "../../domain/messages/rules";
import { isEmojiGrapheme, knowsEmojiNames } from "../../domain/reactions/emoji";
import { peopleIn, reactionsTo } from "../../domain/reactions/rules";
import { isMentioned } from "../../domain/read-states/rules";
import type { State } from "../../domain/state";
import type { Pending } from "../outbox/pending";
import type { Delivery, MessageView } from "./shapes";

export type MessageSource = {
  viewerId(): string;
  state(): State;
  author(userId: string): Author;
  pendings(): readonly Pending[];
  /** Requests the names of emoji, after which the message is invalidated. */
  wantEmojiNames(messageId: string): void;
};

const sent: Delivery = { state: "sent" };

/** Messages as screens show them, each built once and cached until something in it changes. */
export class MessageViews {
  private readonly made = new Map<string, MessageView>();
  /** The order in which reaction chips were first shown: they keep their places. */
  private readonly order = new Map<string, readonly string[]>();
  private readonly source: MessageSource;

  constructor(source: MessageSource) {
    this.source = source;
  }

  get(id: string): MessageView | null {
    const kept = this.made.get(id);
    if (kept) return kept;
    const message = this.source.state().get("message", id);
    if (!message) return null;
    const view = this.make(message);
    this.made.set(id, view);
    return view;
  }

  forget(id: string): void {
    this.made.delete(id);
    if (!this.source.state().get("message", id)) this.order.delete(id);
  }

  /** Forgets the views that show a person, and returns them. */
  forgetPerson(userId: string): MessageView[] {
    const shown = [...this.made.values()].filter((view) => shows(view, userId));
    for (const view of shown) this.made.delete(view.id);
    return shown;
  }

  clear(): void {
    this.made.clear();
    this.order.clear();
  }

  private make(message: Message): MessageView {
    const { cursor: _cursor, event_cursors: _cursors, request_digest: _digest, ...fields } = message;
    const { source } = this;
    const viewerId = source.viewerId();
    const is_mine = message.author_id === viewerId;
    const thread = source.state().get("thread", message.id);
    // The spread comes last: an object that gains so many fields after a spread becomes a dictionary, which takes forty times as
    // long to make.
    const view: MessageView = {
      author: source.author(message.author_id),
      quoted_author: message.quoted_author_id === null ? null : source.author(message.quoted_author_id),
      thread_state: thread ? threadStateOf(thread) : null,
      reactions: this.reactionsOf(message.id),
      key: is_mine && message.nonce !== null ? `mine ${message.nonce}` : message.id,
      conversation_id: conversationOf(message),
      is_mine,
      mentions_me: !is_mine && isMentioned(message, viewerId),
      delivery: deliveryOf(message.id, source.pendings()),
      is_pending_change: source.pendings().some((pending) => isChangeOf(pending, message.id)),
      ...fields,
    };
    // Requests people who are mentioned or replied last and are not known yet.
    for (const userId of message.mentions) source.author(userId);
    for (const userId of thread?.last_reply_author_ids ?? []) source.author(userId);
    return view;
  }

  private reactionsOf(messageId: string): MessageView["reactions"] {
    const state = this.source.state();
    const gathered = reactionsTo(state, messageId);
    if (gathered.size === 0) return [];
    if (!knowsEmojiNames() && ![...gathered.keys()].every(isEmojiGrapheme)) this.source.wantEmojiNames(messageId);
    const viewerId = this.source.viewerId();
    const known = (this.order.get(messageId) ?? []).filter((emoji) => gathered.has(emoji));
    const order = [...new Set([...known, ...gathered.keys()])];
    this.order.set(messageId, order);
    return order.flatMap((emoji) => {
      const one = gathered.get(emoji);
      const count = one ? peopleIn(one) : 0;
      const reacted_by_me = one?.reactions.some(({ user_id }) => user_id === viewerId) ?? false;
      return count > 0 ? [{ emoji, count, reacted_by_me }] : [];
    });
  }
}

/** Whether a message shows somebody: as its author, as quoted, as mentioned, or among the last to reply. */
function shows({ author_id, quoted_author_id, mentions, thread_state }: MessageView, userId: string): boolean {
  if (author_id === userId || quoted_author_id === userId) return true;
  return mentions.includes(userId) || (thread_state?.last_reply_author_ids.includes(userId) ?? false);
}

/** Stands in for an unknown person until the server has said who it is. */
export function unknownAuthor(id: string): Author {
  return { id, display_name: "…", handle: "", avatar_url: null, kind: "human" };
}

function threadStateOf({ root_message_id, reply_count, last_reply_at, last_reply_author_ids, last_seq }: ThreadRow) {
  return { root_message_id, reply_count, last_reply_at, last_reply_author_ids: [...last_reply_author_ids], last_seq };
}

type ThreadRow = NonNullable<MessageView["thread_state"]>;

function deliveryOf(messageId: string, pendings: readonly Pending[]): Delivery {
  const pending = pendings.find(({ local_id }) => local_id === messageId);
  if (!pending || pending.state === "acked") return sent;
  const { command_id } = pending;
  if (pending.failure) return { state: "failed", command_id, error: pending.failure.message };
  return { state: "sending", command_id, since: Date.parse(pending.made_at) };
}

function isChangeOf({ command, state }: Pending, messageId: string): boolean {
  return state !== "failed" && "message_id" in command.input && command.input.message_id === messageId;
}

import { invalid } from "../domain/core/errors";
import { limits } from "../domain/core/limits";
import { isLonger, looksEmpty } from "../domain/core/measure";
import { conversationOf } from "../domain/core/timelines";
import { emptyDraft } from "../domain/messages/drafts";
import { hasReacted } from "../domain/reactions/rules";
import type { State } from "../domain/state";
import type { DraftContent } from "./drafts/draft-content";
import type { Outbox } from "./outbox/outbox";
import { isLocalId, localIdOf } from "./outbox/pending";
import type { Clock } from "./platform/clock";
import type { OutboxCommand } from "./transport/outbox-commands";
import { bringsMessage } from "./transport/outbox-commands";
import type { ConversationRef } from "./transport/transport";

export type ActionsOptions = {
  readonly clock: Clock;
  readonly outbox: Outbox;
  viewerId(): string;
  state(): State;
  placeOf(conversationId: string): ConversationRef;
  /** A message was written: to a conversation, or to a thread of it. */
  onWritten(conversationId: string, rootId?: string): void;
  /** Offers the words of an edit that will not be saved. */
  offerEdit(messageId: string, text: string): void;
  /** The person changed something: show it now, not with the next frame. */
  onAction(): void;
};

type MessageDraft = { readonly body: string; readonly quoted_message_id?: string | null };

/** A person's actions on messages. Each shows at once and is sent when the server can be reached. */
export function createActions({
  clock,
  outbox,
  viewerId,
  state,
  placeOf,
  onWritten,
  offerEdit,
  onAction,
}: ActionsOptions) {
  function hand(queue: string, command: OutboxCommand, command_id = clock.newName()): string {
    const made_at = new Date(clock.now()).toISOString();
    outbox.add({
      command_id,
      queue,
      command,
      made_at,
      local_id: bringsMessage(command) ? localIdOf(command_id) : null,
    });
    onAction();
    return command_id;
  }

  function queueOf(messageId: string): string {
    const message = state().get("message", messageId);
    return message ? conversationOf(message) : messageId;
  }

  function isMine(messageId: string, emoji: string): boolean {
    return hasReacted(state(), { message_id: messageId, user_id: viewerId(), emoji });
  }

  return {
    /** Writes to a conversation. The key identifies the message before and after it is confirmed. Throws `invalid_input`. */
    send: ({ conversation_id, ...draft }: MessageDraft & { readonly conversation_id: string }): { key: string } => {
      refuseUnfit(draft.body);
      const nonce = clock.newName();
      const place = { channel_id: null, direct_conversation_id: null, ...placeOf(conversation_id) };
      const input = { ...emptyDraft, ...draft, ...place, nonce };
      const name = hand(conversation_id, { type: "message.create", input }, nonce);
      onWritten(conversation_id);
      return { key: `mine ${name}` };
    },
    /** Replies in the thread of a root. Throws `invalid_input`. */
    reply: (
      reply: MessageDraft & { readonly root_message_id: string; readonly also_send_to_channel?: boolean },
    ): { key: string } => {
      refuseUnfit(reply.body);
      const queue = queueOf(reply.root_message_id);
      const nonce = clock.newName();
      const input = { ...emptyDraft, also_send_to_channel: false, ...reply, nonce };
      const name = hand(queue, { type: "thread.reply", input }, nonce);
      onWritten(queue, reply.root_message_id);
      return { key: `mine ${name}` };
    },
    edit: ({ message_id, body }: { readonly message_id: string; readonly body: string }): void => {
      refuseUnfit(body);
      hand(queueOf(message_id), { type: "message.update", input: { message_id, body } });
    },
    remove: ({ message_id }: { readonly message_id: string }): void => {
      const unsent = isLocalId(message_id) && outbox.list().find(({ local_id }) => local_id === message_id);
      if (unsent && outbox.discard(unsent.command_id)) onAction();
      else hand(queueOf(message_id), { type: "message.delete", input: { message_id } });
    },
    /** Adds the viewer's reaction, or removes it if it is there. */
    react: ({ message_id, emoji }: { readonly message_id: string; readonly emoji: string }): void => {
      const type = isMine(message_id, emoji) ? "reaction.remove" : "reaction.add";
      hand(queueOf(message_id), { type, input: { message_id, emoji } });
    },
    unreact: ({ message_id, emoji }: { readonly message_id: string; readonly emoji: string }): void => {
      hand(queueOf(message_id), { type: "reaction.remove", input: { message_id, emoji } });
    },
    retry: (commandId: string): void => {
      outbox.retry(commandId);
      onAction();
    },
    /**
     * Discards an unsent command; returns what a message was as a draft, to be restored where it was written. The words of an edit
     * are offered there.
     */
    discard: (commandId: string): DraftContent | null => {
      const input = outbox.discard(commandId)?.command.input;
      onAction();
      if (!input || !("body" in input)) return null;
      if ("message_id" in input) {
        offerEdit(input.message_id, input.body);
        return null;
      }
      return {
        text: input.body,
        quoted_message_id: input.quoted_message_id,
        also_send_to_channel: "also_send_to_channel" in input && input.also_send_to_channel,
      };
    },
  };
}

function refuseUnfit(body: string): void {
  if (looksEmpty(body)) throw invalid("body", "Write something first.");
  if (isLonger(body, limits.messageBodyLengthMax))
    throw invalid("body", `A message holds at most ${limits.messageBodyLengthMax} characters.`);
}

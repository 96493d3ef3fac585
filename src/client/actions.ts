import { z } from "zod";
import { DomainError, invalid } from "../domain/errors";
import { reactionKey, type State } from "../domain/state";
import { conversationOf } from "../domain/timelines";
import type { Clock } from "./clock";
import type { Outbox } from "./outbox/outbox";
import { isLocalId, localIdOf, type OutboxCommand, outboxCommand } from "./outbox/pending";

export type ActionsOptions = {
  readonly clock: Clock;
  readonly outbox: Outbox;
  viewerId(): string;
  state(): State;
  placeOf(conversationId: string): { readonly channel_id?: string; readonly direct_conversation_id?: string };
  /** A message was written: to a conversation, or to a thread of it. */
  onWritten(conversationId: string, rootId?: string): void;
  /** Something changed by the person's own hand: show it now, not with the next frame. */
  onAction(): void;
};

type Draft = { readonly body: string; readonly quoted_message_id?: string | null };

/** What a person does to messages: each shows at once and goes out when the server can be reached. */
export function createActions({ clock, outbox, viewerId, state, placeOf, onWritten, onAction }: ActionsOptions) {
  function hand(lane: string, type: OutboxCommand["type"], input: Record<string, unknown>): string {
    const command_id = clock.newName();
    const isNew = type === "message.create" || type === "thread.reply";
    const command = parse({ type, input: isNew ? { ...input, nonce: command_id } : input });
    const made_at = new Date(clock.now()).toISOString();
    outbox.add({ command_id, lane, command, made_at, local_id: isNew ? localIdOf(command_id) : null });
    onAction();
    return command_id;
  }

  function laneOf(messageId: string): string {
    const message = state().get("message", messageId);
    return message ? conversationOf(message) : messageId;
  }

  function isMine(messageId: string, emoji: string): boolean {
    return state().get("reaction", reactionKey(messageId, viewerId(), emoji)) !== undefined;
  }

  return {
    /** Writes to a conversation. The key names the message until it is confirmed and afterwards. Throws `invalid_input`. */
    send: ({ conversation_id, ...draft }: Draft & { readonly conversation_id: string }): { key: string } => {
      refuseEmpty(draft.body);
      const name = hand(conversation_id, "message.create", { ...draft, ...placeOf(conversation_id) });
      onWritten(conversation_id);
      return { key: `mine ${name}` };
    },
    /** Replies in the thread of a root. Throws `invalid_input`. */
    reply: (
      reply: Draft & { readonly root_message_id: string; readonly also_send_to_channel?: boolean },
    ): { key: string } => {
      refuseEmpty(reply.body);
      const lane = laneOf(reply.root_message_id);
      const name = hand(lane, "thread.reply", reply);
      onWritten(lane, reply.root_message_id);
      return { key: `mine ${name}` };
    },
    edit: ({ message_id, body }: { readonly message_id: string; readonly body: string }): void => {
      refuseEmpty(body);
      hand(laneOf(message_id), "message.update", { message_id, body });
    },
    remove: ({ message_id }: { readonly message_id: string }): void => {
      const unsent = isLocalId(message_id) && outbox.list().find(({ local_id }) => local_id === message_id);
      if (unsent && outbox.discard(unsent.command_id)) onAction();
      else hand(laneOf(message_id), "message.delete", { message_id });
    },
    /** Adds the viewer's reaction, or takes it back when it is there. */
    react: ({ message_id, emoji }: { readonly message_id: string; readonly emoji: string }): void => {
      const type = isMine(message_id, emoji) ? "reaction.remove" : "reaction.add";
      hand(laneOf(message_id), type, { message_id, emoji });
    },
    unreact: ({ message_id, emoji }: { readonly message_id: string; readonly emoji: string }): void => {
      hand(laneOf(message_id), "reaction.remove", { message_id, emoji });
    },
    retry: (commandId: string): void => {
      outbox.retry(commandId);
      onAction();
    },
    /** Gives up what has not been sent; returns its text, to be put back where it was written. */
    discard: (commandId: string): string | null => {
      const pending = outbox.discard(commandId);
      onAction();
      return pending && "body" in pending.command.input ? pending.command.input.body : null;
    },
  };
}

function refuseEmpty(body: string): void {
  if (body.trim() === "") throw invalid("body", "Write something first.");
}

function parse(command: unknown): OutboxCommand {
  const parsed = outboxCommand.safeParse(command);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: path.slice(1).join("."), message }));
  throw new DomainError("invalid_input", z.prettifyError(parsed.error), { details });
}

import { z } from "zod";
import type { ErrorCode } from "../../domain/errors";
import { createMessage, deleteMessage, updateMessage } from "../../domain/messages";
import { addReaction, removeReaction } from "../../domain/reactions";
import { replyToThread } from "../../domain/threads";

/** The commands that show at once and are sent when the server can be reached. */
export const outboxCommand = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message.create"), input: createMessage.input }),
  z.object({ type: z.literal("thread.reply"), input: replyToThread.input }),
  z.object({ type: z.literal("message.update"), input: updateMessage.input }),
  z.object({ type: z.literal("message.delete"), input: deleteMessage.input }),
  z.object({ type: z.literal("reaction.add"), input: addReaction.input }),
  z.object({ type: z.literal("reaction.remove"), input: removeReaction.input }),
]);
export type OutboxCommand = z.output<typeof outboxCommand>;

/** What is kept of a command until it is confirmed. `local_id` stands for the message that it will make. */
export const keptCommand = z.object({
  command_id: z.string(),
  /** Commands of one conversation are sent in order. */
  lane: z.string(),
  command: outboxCommand,
  made_at: z.string(),
  local_id: z.string().nullable(),
});

export type Failure = { readonly code: ErrorCode; readonly message: string };

/**
 * A command on its way: `queued`, `sending`, then `acked` until the stream has brought its events, or `failed` when the server
 * said no, until the person retries or discards it.
 */
export type Pending = z.output<typeof keptCommand> & {
  readonly state: "queued" | "sending" | "acked" | "failed";
  /** Cursor of the events it became, once answered. */
  readonly acked_cursor: number | null;
  readonly failure: Failure | null;
};

const localPrefix = "msg_local_";

export function localIdOf(commandId: string): string {
  return `${localPrefix}${commandId}`;
}

export function isLocalId(messageId: string): boolean {
  return messageId.startsWith(localPrefix);
}

/** Whether a command brings a new message, rather than changing one. */
export function isNewMessage({ command }: Pending): boolean {
  return command.type === "message.create" || command.type === "thread.reply";
}

/** The command with a message's real id in place of the local one that it was given before. */
export function withRealId(command: OutboxCommand, localId: string, realId: string): OutboxCommand {
  const input = Object.fromEntries(
    Object.entries(command.input).map(([field, value]) => [field, value === localId ? realId : value]),
  );
  return outboxCommand.parse({ type: command.type, input });
}

/** Whether a command speaks of a message that has no real id yet. */
export function namesLocalMessage({ input }: OutboxCommand): boolean {
  return Object.values(input).some((value) => typeof value === "string" && isLocalId(value));
}

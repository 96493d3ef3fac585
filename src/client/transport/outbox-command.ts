import type { CommandOf } from "../../domain/commands";
import type { createMessage, deleteMessage, updateMessage } from "../../domain/messages";
import type { addReaction, removeReaction } from "../../domain/reactions";
import type { replyToThread } from "../../domain/threads";

/** The commands that show at once and are sent when the server can be reached. */
export type OutboxCommand = CommandOf<
  | typeof createMessage
  | typeof replyToThread
  | typeof updateMessage
  | typeof deleteMessage
  | typeof addReaction
  | typeof removeReaction
>;

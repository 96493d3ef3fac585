import { z } from "zod";
import { idOf, idSchema } from "../core/ids";
import { limits } from "../core/limits";
import { authorSchema } from "../core/people";
import { isoTime, text } from "../core/text";
import { reactionSummarySchema } from "../reactions/schema";
import { draftSchema, messageKinds } from "./drafts.schema";
import { threadStateSchema } from "./threads.schema";

/** The fields of a message in an event, without its author. */
export const messageFields = z.object({
  id: idOf("message"),
  workspace_id: idOf("workspace"),
  channel_id: z.string().nullable(),
  direct_conversation_id: z.string().nullable(),
  author_id: idOf("user"),
  kind: z.enum(messageKinds),
  body: z.string(),
  body_format: z.literal("markdown"),
  parent_message_id: z.string().nullable(),
  thread_root_id: idOf("message"),
  channel_seq: z
    .int()
    .nullable()
    .meta({ description: "Number in the conversation's timeline; none for replies kept to their thread" }),
  thread_seq: z.int().nullable(),
  mentions: z.array(idOf("user")),
  mentions_everyone: z.boolean(),
  quoted_message_id: z.string().nullable(),
  quoted_author_id: z.string().nullable(),
  quoted_body_snapshot: z.string().nullable(),
  nonce: z.string().nullable(),
  turn_id: z.string().nullable(),
  author_model: z.string().nullable(),
  author_thinking: z.string().nullable(),
  author_runtime: z.string().nullable(),
  imported: z.boolean(),
  created_at: isoTime,
  edited_at: isoTime.nullable(),
  deleted_at: isoTime.nullable(),
});

/** The message as an event carries it: with its author. */
export const messageWithAuthor = messageFields.extend({
  author: authorSchema,
  withheld: z
    .literal(true)
    .optional()
    .meta({ description: "Present when your token may not read all of its texts, which are left out" }),
});

/** The message as a query returns it: for one viewer, with its reactions, thread state and quoted author. */
export const messageSchema = messageWithAuthor
  .extend({
    quoted_author: authorSchema.nullable(),
    thread_state: threadStateSchema.nullable().meta({ description: "On roots only" }),
    reactions: z.array(reactionSummarySchema),
  })
  .meta({ id: "Message" });

export type MessageFields = z.infer<typeof messageFields>;
export type MessageResource = z.infer<typeof messageSchema>;

export const contentPayload = z.object({
  message_id: idOf("message"),
  root_message_id: idOf("message"),
  author_id: idOf("user"),
  nonce: z.string().optional(),
  mentioned_user_ids: z.array(idOf("user")),
  direct_conversation_id: z.string().optional(),
  correlation_id: z.string().optional(),
  message: messageWithAuthor,
});
export type ContentPayload = z.infer<typeof contentPayload>;

export const updatedPayload = contentPayload.extend({
  previous_mentioned_user_ids: z
    .array(idOf("user"))
    .meta({ description: "Whom it called before, for those who count mentions" }),
  previous_mentions_everyone: z.boolean(),
  quotation_left: z.literal(true).optional().meta({
    description: "Present when the message links to what it quotes from now on, instead of carrying its text",
  }),
});
export type UpdatedPayload = z.infer<typeof updatedPayload>;

export const deletedPayload = z.object({
  message_id: idOf("message"),
  root_message_id: idOf("message"),
  author_id: idOf("user"),
  kind: z.enum(messageKinds),
  direct_conversation_id: z.string().optional(),
  mentioned_user_ids: z.array(idOf("user")),
  mentions_everyone: z.boolean(),
  imported: z.boolean(),
  quoting_message_ids: z.array(idOf("message")).meta({ description: "Messages whose quotation of it is blanked" }),
  deleted_at: isoTime,
});
export type DeletedPayload = z.infer<typeof deletedPayload>;

export const createMessageInput = draftSchema.extend({
  channel_id: idSchema.nullable().default(null),
  direct_conversation_id: idSchema.nullable().default(null),
});
export type CreateMessage = z.infer<typeof createMessageInput>;

export const updateMessageInput = z.object({ message_id: idSchema, body: text(limits.messageBodyLengthMax) });
export type UpdateMessage = z.infer<typeof updateMessageInput>;

export const deleteMessageInput = z.object({ message_id: idSchema });
export type DeleteMessage = z.infer<typeof deleteMessageInput>;

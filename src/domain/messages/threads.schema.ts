import { z } from "zod";
import { idOf, idSchema } from "../core/ids";
import { isoTime } from "../core/text";
import { draftSchema } from "./drafts.schema";

export const threadStateSchema = z
  .object({
    root_message_id: idOf("message"),
    reply_count: z.int().meta({ description: "Replies that are not deleted" }),
    last_reply_at: isoTime.nullable(),
    last_reply_author_ids: z
      .array(idOf("user"))
      .meta({ description: "The last three people who replied, newest first" }),
    last_seq: z.int().meta({ description: "Number of the newest reply, deleted or not" }),
  })
  .meta({ id: "ThreadState" });

export type ThreadState = z.infer<typeof threadStateSchema>;

export const threadStatePayload = z.object({
  root_message_id: idOf("message"),
  thread_state: threadStateSchema,
  direct_conversation_id: z.string().optional(),
});
export type ThreadStatePayload = z.infer<typeof threadStatePayload>;

export const replyToThreadInput = draftSchema.extend({
  root_message_id: idSchema,
  also_send_to_channel: z.boolean().default(false),
});
export type ReplyToThread = z.infer<typeof replyToThreadInput>;

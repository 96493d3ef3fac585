import { z } from "zod";
import { memberHistorySchema } from "../../domain/channels/member-changes.schema";
import { limits } from "../../domain/core/limits";
import { text } from "../../domain/core/text";
import { messageSchema } from "../../domain/messages/schema";
import { threadStateSchema } from "../../domain/messages/threads.schema";

/** The store keeps message numbers in 32 bits. */
export const seqSchema = z.int().min(0).max(2_147_483_647);

export const limitSchema = z.int().min(1).max(limits.pageSizeMax).default(limits.pageSizeDefault);

/**
 * The start of a page; at most one of the first four. By default a timeline starts with its newest
 * messages, a thread with its earliest.
 */
export const pageQuery = z.object({
  after_seq: seqSchema.optional().meta({ description: "Messages after this number (exclusive), oldest first" }),
  before_seq: seqSchema.optional().meta({ description: "Messages before this number (exclusive)" }),
  around_seq: seqSchema.optional().meta({ description: "Messages on both sides of this number, itself among them" }),
  mode: z.enum(["latest"]).optional().meta({ description: "The newest messages" }),
  limit: limitSchema,
});

/** The start of a page of a thread: its earliest replies by default. */
export const threadPageQuery = pageQuery.extend({
  latest: z.boolean().optional().meta({ description: "`true` means `mode=latest`" }),
});

/** A page of a conversation's timeline: the newest one by default. */
export function timelinePage<P extends z.output<typeof pageQuery>>(page: P): P {
  const { after_seq, before_seq, around_seq } = page;
  const isPlaced = [after_seq, before_seq, around_seq].some((seq) => seq !== undefined);
  return isPlaced ? page : { ...page, mode: "latest" };
}

const edges = {
  oldest_seq: z.int().nullable(),
  newest_seq: z.int().nullable(),
  has_older: z.boolean(),
  has_newer: z.boolean(),
  cursor: z.string().meta({ description: "Place in the log at which the page was read" }),
};

/** Whether a page of a channel or a boot includes joins and leaves. */
export const memberChangesQuery = z
  .boolean()
  .default(false)
  .meta({ description: "Also tell who came to the channel and who left it between these messages" });

/** The membership changes, if requested. */
export const memberChanges = memberHistorySchema
  .optional()
  .meta({ description: "Who came to the channel and who left it, when `member_changes` asks for it" });

export const messagePage = z
  .object({ messages: z.array(messageSchema), ...edges, member_changes: memberChanges })
  .meta({ id: "MessagePage" });

export const threadPage = z
  .object({ root: messageSchema, replies: z.array(messageSchema), thread_state: threadStateSchema, ...edges })
  .meta({ id: "ThreadPage" });

/** The opaque cursor and the page size of a list. */
export const listQuery = z.object({
  cursor: text(500).optional().meta({ description: "`next_cursor` of the page before" }),
  limit: limitSchema,
});

/** The same for lists that callers mostly want whole. */
export const wholeListQuery = listQuery.extend({
  limit: z.int().min(1).max(limits.pageSizeMax).default(limits.pageSizeMax),
});

export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: "Give it as `cursor` for the next page; null at the end" });

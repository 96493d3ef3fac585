import { z } from "zod";

/** Where a reader stands in a conversation. Markers are rows of the reader's own, outside the log (protocol.md §1). */
export const readStateSchema = z
  .object({
    conversation_id: z.string(),
    last_read_seq: z.int(),
    unread_count: z.int(),
    mention_count: z.int(),
    revision: z.int().meta({ description: "Grows with every move of the marker, forwards or back" }),
  })
  .meta({ id: "ReadState" });

export type ReadState = z.infer<typeof readStateSchema>;

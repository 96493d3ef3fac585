import { z } from "zod";
import { limits } from "../core/limits";

const looked = `Of the newest ${limits.unreadCountMax} messages after the marker at most: where more follow it, "at least"`;

/** Counts of what follows a reader's marker. They are "at least" where not everything was looked at. */
export const unreadCounts = {
  unread_count: z.int().meta({ description: `Messages of others that are not read. ${looked}` }),
  mention_count: z.int().meta({ description: `Those among them that call the reader. ${looked}` }),
};

/** Where a reader stands in a conversation. Markers are rows of the reader's own, outside the log (docs/protocol.md, "Ephemerals"). */
export const readStateSchema = z
  .object({
    conversation_id: z.string(),
    last_read_seq: z.int(),
    ...unreadCounts,
    revision: z.int().meta({ description: "Grows with every move of the marker, forwards or back" }),
  })
  .meta({ id: "ReadState" });

export type ReadState = z.infer<typeof readStateSchema>;

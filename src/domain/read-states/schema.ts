import { z } from "zod";
import { limits } from "../core/limits";

const looked = `Of the newest ${limits.unreadCountMax} messages after the marker at most: where more follow it, "at least"`;

/** Counts of the messages after a reader's marker. They are "at least" when not everything was examined. */
export const unreadCounts = {
  unread_count: z.int().meta({ description: `Messages of others that are not read. ${looked}` }),
  mention_count: z.int().meta({ description: `Those among them that call the reader. ${looked}` }),
};

/** A reader's position in a conversation. Markers are the reader's own rows, outside the log (docs/protocol.md, "Ephemerals"). */
export const readStateSchema = z
  .object({
    conversation_id: z.string(),
    last_read_seq: z.int(),
    ...unreadCounts,
    revision: z.int().meta({ description: "Grows with every move of the marker, forwards or back" }),
  })
  .meta({ id: "ReadState" });

export type ReadState = z.infer<typeof readStateSchema>;

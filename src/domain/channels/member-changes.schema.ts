import { z } from "zod";
import { idOf } from "../core/ids";
import { authorSchema } from "../core/people";
import { isoTime } from "../core/text";

export const memberChangeKinds = ["joined", "added", "left", "removed"] as const;

const memberChangeSchema = z
  .object({
    cursor: z.string().meta({ description: "Of the event that tells it" }),
    kind: z.enum(memberChangeKinds),
    user_id: idOf("user"),
    actor_id: idOf("user").meta({ description: "Who added or removed them; themselves when they joined or left" }),
    created_at: isoTime,
  })
  .meta({ id: "MemberChange" });

const memberChangesSchema = z
  .object({
    after_seq: z
      .int()
      .meta({ description: "Number of the message that they follow; 0 when they come before the first" }),
    changes: z
      .array(memberChangeSchema)
      .meta({ description: "Of each of the first people, their first change and their last, oldest first" }),
    more: z.object({ joined: z.int(), left: z.int() }).meta({ description: "How often others came and went" }),
  })
  .meta({ id: "MemberChanges", description: "Who came and went between two messages of a channel" });

/** The joins and leaves within a page of a channel. */
export const memberHistorySchema = z
  .object({
    from_seq: z.int().meta({ description: "Changes are told from this message on; 0: from the beginning" }),
    between: z.array(memberChangesSchema),
    people: z.array(authorSchema).meta({ description: "Those among them whom you know" }),
  })
  .meta({ id: "MemberHistory" });

export type MemberChange = z.infer<typeof memberChangeSchema>;
export type MemberChanges = z.infer<typeof memberChangesSchema>;
export type MemberHistory = z.infer<typeof memberHistorySchema>;

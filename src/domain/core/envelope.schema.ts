import { z } from "zod";
import { idOf, idSchema } from "./ids";
import { isoTime } from "./text";

/** The envelope on the wire. The cursor is a decimal string; fields that do not apply are omitted. */
export const wireEnvelope = z
  .object({
    id: idOf("event"),
    cursor: z
      .string()
      .meta({ description: "Place in the workspace's log; opaque, only ever handed back", examples: ["1312"] }),
    type: z.string().meta({ examples: ["message.created"] }),
    v: z.int(),
    workspace_id: idOf("workspace"),
    channel_id: idSchema.optional(),
    direct_conversation_id: idSchema.optional(),
    seq: z.int().optional(),
    actor_id: idOf("user"),
    created_at: isoTime,
    imported: z.literal(true).optional(),
    compacted: z
      .literal(true)
      .optional()
      .meta({ description: "Present state of something that existed before, not a new happening" }),
    payload: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "Event" });

export type WireEnvelope = z.infer<typeof wireEnvelope>;

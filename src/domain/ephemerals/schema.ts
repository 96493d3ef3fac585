import { z } from "zod";
import { idOf, idSchema } from "../core/ids";
import { isoTime } from "../core/text";
import { publishableTypes, signalTypes } from "./types";

export const wireEphemeral = z
  .object({
    id: idOf("ephemeral"),
    type: z.enum([...publishableTypes, ...signalTypes]),
    v: z.literal(1),
    workspace_id: idOf("workspace"),
    channel_id: idSchema.optional(),
    direct_conversation_id: idSchema.optional(),
    actor_id: idOf("user"),
    created_at: isoTime,
    payload: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "Ephemeral", description: "Happens now and is forgotten: no cursor, never replayed" });

export type Ephemeral = z.infer<typeof wireEphemeral>;

/** The fields a caller supplies. The server adds the actor and the time. */
export const publishFields = z.object({
  workspace_id: idSchema,
  channel_id: idSchema.optional(),
  direct_conversation_id: idSchema.optional(),
  type: z.enum(publishableTypes),
  payload: z.record(z.string(), z.unknown()).default({}),
});
export type Publishing = z.output<typeof publishFields>;

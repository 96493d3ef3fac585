import { z } from "zod";
import { idSchema } from "../core/ids";
import { limits } from "../core/limits";
import { text } from "../core/text";

export const messageKinds = ["message", "agent_commentary", "agent_tool"] as const;

/** The fields that a caller supplies for a new message, wherever it goes. */
export const draftSchema = z.object({
  body: text(limits.messageBodyLengthMax),
  quoted_message_id: z
    .union([idSchema, z.literal("")])
    .nullish()
    .transform((id) => id || null),
  nonce: text(limits.nonceLengthMax)
    .min(1)
    .nullish()
    .transform((nonce) => nonce ?? null),
  kind: z.enum(messageKinds).default("message"),
  turn_id: text(limits.turnIdLengthMax)
    .nullish()
    .transform((id) => id ?? null),
  author_model: text(limits.labelLengthMax)
    .nullish()
    .transform((value) => value ?? null),
  author_thinking: text(limits.messageBodyLengthMax)
    .nullish()
    .transform((value) => value ?? null),
  author_runtime: text(limits.labelLengthMax)
    .nullish()
    .transform((value) => value ?? null),
  correlation_id: text(limits.labelLengthMax)
    .nullish()
    .transform((value) => value ?? null),
});
export type Draft = z.infer<typeof draftSchema>;

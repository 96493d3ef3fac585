import { z } from "zod";
import { limits } from "../core/limits";
import { text } from "../core/text";
import { canonicalEmoji, isKnownEmoji } from "./emoji";
import "./emoji-names";
import { idOf, idSchema } from "../core/ids";

export const reactionSummarySchema = z
  .object({ emoji: z.string(), count: z.int(), reacted_by_me: z.boolean() })
  .meta({ id: "ReactionSummary" });

export type ReactionSummary = z.infer<typeof reactionSummarySchema>;

export const reactionPayload = z.object({
  message_id: idOf("message"),
  user_id: idOf("user"),
  emoji: z.string(),
  count: z.int().meta({ description: "How many have reacted with this emoji now" }),
  direct_conversation_id: z.string().optional(),
});
export type ReactionPayload = z.infer<typeof reactionPayload>;

export const emojiSchema = text(limits.emojiLengthMax)
  .trim()
  .min(1)
  .refine(isKnownEmoji, "must be one emoji or a known shortcode")
  .overwrite(canonicalEmoji);

export const addReactionInput = z.object({ message_id: idSchema, emoji: emojiSchema });
export type AddReaction = z.infer<typeof addReactionInput>;

/** The reaction to remove may have been stored by a version that accepted more. */
export type RemoveReaction = AddReaction;

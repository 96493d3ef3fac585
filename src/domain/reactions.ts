import { z } from "zod";
import { defineCommand, nothingChanges } from "./commands";
import { isKnownEmoji } from "./emoji";
import { invalid } from "./errors";
import { defineEvent, type Envelope } from "./events";
import { idOf, idSchema } from "./ids";
import { limits } from "./limits";
import type { Message } from "./messages";
import { liveMessage, writableConversation } from "./permissions";
import { type Change, pairKey, put, reactionKey, remove } from "./state";

export type Reaction = {
  readonly workspace_id: string;
  readonly message_id: string;
  readonly user_id: string;
  readonly emoji: string;
  readonly created_at: string;
  readonly cursor: number;
};

/** How many people reacted to a message with one emoji. */
export type Tally = {
  readonly workspace_id: string;
  readonly message_id: string;
  readonly emoji: string;
  readonly count: number;
  readonly cursor: number;
};

export const reactionSummarySchema = z
  .object({ emoji: z.string(), count: z.int(), reacted_by_me: z.boolean() })
  .meta({ id: "ReactionSummary" });

export type ReactionSummary = z.infer<typeof reactionSummarySchema>;

const payload = z.object({
  message_id: idOf("message"),
  user_id: idOf("user"),
  emoji: z.string(),
  count: z.int().meta({ description: "How many have reacted with this emoji now" }),
  direct_conversation_id: z.string().optional(),
});
type Payload = z.infer<typeof payload>;

export const reactionAdded = defineEvent("reaction.added", {
  audience: "conversation",
  payload,
  reduce: (_state, event) => {
    const { message_id, user_id, emoji } = event.payload;
    const reaction = {
      workspace_id: event.workspace_id,
      message_id,
      user_id,
      emoji,
      created_at: event.created_at,
      cursor: event.cursor,
    };
    return [put("reaction", reaction), tallyChange(event)];
  },
});

export const reactionRemoved = defineEvent("reaction.removed", {
  audience: "conversation",
  payload,
  reduce: (_state, event) => {
    const { message_id, user_id, emoji } = event.payload;
    return [remove("reaction", reactionKey(message_id, user_id, emoji)), tallyChange(event)];
  },
});

function tallyChange(event: Envelope<string, Payload>): Change {
  const { message_id, emoji, count } = event.payload;
  if (count === 0) return remove("tally", pairKey(message_id, emoji));
  return put("tally", { workspace_id: event.workspace_id, message_id, emoji, count, cursor: event.cursor });
}

export const emojiSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .refine(isKnownEmoji, "must be one emoji or a known shortcode");

const input = z.object({ message_id: idSchema, emoji: emojiSchema });

/** Adds the caller's reaction; nothing happens when it is already there. */
export const addReaction = defineCommand("reaction.add", {
  input,
  needs: ({ message_id, emoji }, actor) => ({
    message_ids: [message_id],
    tallies_of: [message_id],
    reactions: [{ message_id, emoji, user_id: actor.user_id }],
  }),
  decide: (state, { message_id, emoji }, { actor }) => {
    const { message } = liveMessage(state, actor, message_id);
    writableConversation(state, actor, message);
    if (state.get("reaction", reactionKey(message_id, actor.user_id, emoji))) return nothingChanges;
    const tally = state.get("tally", pairKey(message_id, emoji));
    if (!tally && state.find("tally", "message", message_id).length >= limits.reactionEmojiPerMessageMax) {
      throw invalid("emoji", `A message takes at most ${limits.reactionEmojiPerMessageMax} different emoji.`);
    }
    const payload = { message_id, user_id: actor.user_id, emoji, count: (tally?.count ?? 0) + 1, ...directOf(message) };
    return { events: [reactionAdded.create(payload, placeOf(message))] };
  },
});

/** Takes the caller's reaction back; nothing happens when there is none. */
export const removeReaction = defineCommand("reaction.remove", {
  input: z.object({ message_id: idSchema, emoji: z.string().max(64) }),
  needs: ({ message_id, emoji }, actor) => ({
    message_ids: [message_id],
    tallies_of: [message_id],
    reactions: [{ message_id, emoji, user_id: actor.user_id }],
  }),
  decide: (state, { message_id, emoji }, { actor }) => {
    const { message } = liveMessage(state, actor, message_id);
    writableConversation(state, actor, message);
    if (!state.get("reaction", reactionKey(message_id, actor.user_id, emoji))) return nothingChanges;
    const count = Math.max((state.get("tally", pairKey(message_id, emoji))?.count ?? 1) - 1, 0);
    return {
      events: [
        reactionRemoved.create(
          { message_id, user_id: actor.user_id, emoji, count, ...directOf(message) },
          placeOf(message),
        ),
      ],
    };
  },
});

/** Where an event about a message belongs. */
export function placeOf(message: Pick<Message, "channel_id" | "direct_conversation_id">): {
  channel_id: string | null;
  direct_conversation_id: string | null;
} {
  return { channel_id: message.channel_id, direct_conversation_id: message.direct_conversation_id };
}

export function directOf(message: Pick<Message, "direct_conversation_id">): { direct_conversation_id?: string } {
  return message.direct_conversation_id === null ? {} : { direct_conversation_id: message.direct_conversation_id };
}

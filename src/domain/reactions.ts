import { defineCommand, nothingChanges } from "./commands";
import { invalid } from "./errors";
import { defineEvent, type EnvelopeWith } from "./events";
import { limits } from "./limits";
import { liveMessage, writableConversation } from "./permissions";
import type { AddReaction, ReactionPayload, ReactionSummary, RemoveReaction } from "./schemas/reactions";
import { type Change, pairKey, put, reactionKey, remove } from "./state";
import { directOf, placeOf } from "./timelines";

export type { ReactionSummary };

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

export const reactionAdded = defineEvent("reaction.added", {
  audience: "conversation",
  reduce: (_state, event: EnvelopeWith<ReactionPayload>) => {
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
  reduce: (_state, event: EnvelopeWith<ReactionPayload>) => {
    const { message_id, user_id, emoji } = event.payload;
    return [remove("reaction", reactionKey(message_id, user_id, emoji)), tallyChange(event)];
  },
});

function tallyChange(event: EnvelopeWith<ReactionPayload>): Change {
  const { message_id, emoji, count } = event.payload;
  if (count === 0) return remove("tally", pairKey(message_id, emoji));
  return put("tally", { workspace_id: event.workspace_id, message_id, emoji, count, cursor: event.cursor });
}

/** Adds the caller's reaction; nothing happens when it is already there. */
export const addReaction = defineCommand("reaction.add", {
  needs: ({ message_id, emoji }: AddReaction, actor) => ({
    message_ids: [message_id],
    tallies_of: [message_id],
    reactions: [{ message_id, emoji, user_id: actor.user_id }],
  }),
  decide: (state, { message_id, emoji }: AddReaction, { actor }) => {
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
  needs: ({ message_id, emoji }: RemoveReaction, actor) => ({
    message_ids: [message_id],
    tallies_of: [message_id],
    reactions: [{ message_id, emoji, user_id: actor.user_id }],
  }),
  decide: (state, { message_id, emoji }: RemoveReaction, { actor }) => {
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

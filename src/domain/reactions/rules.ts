import { defineCommand, nothingChanges } from "../core/commands";
import { invalid } from "../core/errors";
import { defineEvent, type EnvelopeWith } from "../core/events";
import { type Change, defineKind, pairKey, put, remove, type State } from "../core/kinds";
import { limits } from "../core/limits";
import { liveMessage, writableConversation } from "../core/permissions";
import { conversationFieldsOf, directOf } from "../core/timelines";
import { canonicalEmoji } from "./emoji";
import type { AddReaction, ReactionPayload, ReactionSummary, RemoveReaction } from "./schema";

export type { ReactionSummary };

export type Reaction = {
  readonly workspace_id: string;
  readonly message_id: string;
  readonly user_id: string;
  readonly emoji: string;
  readonly created_at: string;
  readonly cursor: number;
};

/**
 * How many people reacted to a message with one emoji. For the canonical spelling, the count covers all its spellings, as of
 * `cursor`.
 */
export type Tally = {
  readonly workspace_id: string;
  readonly message_id: string;
  readonly emoji: string;
  readonly count: number;
  readonly cursor: number;
};

export const reactionKind = defineKind("reaction", {
  key: ({ message_id, user_id, emoji }: Reaction) => reactionKey(message_id, user_id, emoji),
  indexes: { message: (reaction) => reaction.message_id },
  hot: false,
  belongsTo: "message",
});

export const tallyKind = defineKind("tally", {
  key: (tally: Tally) => pairKey(tally.message_id, tally.emoji),
  indexes: { message: (tally) => tally.message_id },
  hot: false,
  belongsTo: "message",
});

export function reactionKey(messageId: string, userId: string, emoji: string): string {
  return `${messageId} ${userId} ${emoji}`;
}

export const reactionAdded = defineEvent("reaction.added", {
  audience: "conversation",
  about: "content",
  scope: "messages:read",
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
    return [put(reactionKind, reaction), tallyChange(event)];
  },
});

export const reactionRemoved = defineEvent("reaction.removed", {
  audience: "conversation",
  about: "content",
  scope: "messages:read",
  reduce: (_state, event: EnvelopeWith<ReactionPayload>) => {
    const { message_id, user_id, emoji } = event.payload;
    return [remove(reactionKind, reactionKey(message_id, user_id, emoji)), tallyChange(event)];
  },
});

/** I5: copies the count in the event, and never adds one. */
function tallyChange(event: EnvelopeWith<ReactionPayload>): Change {
  const { message_id, emoji, count } = event.payload;
  if (count === 0) return remove(tallyKind, pairKey(message_id, emoji));
  return put(tallyKind, { workspace_id: event.workspace_id, message_id, emoji, count, cursor: event.cursor });
}

/** Reactions that readers see as one, although earlier versions stored them in several spellings. */
export type Gathered<T, R> = { readonly emoji: string; readonly tallies: T[]; readonly reactions: R[] };

type Spelled = { readonly emoji: string };

/** Groups the stored tallies and reactions of a message by canonical emoji, in the order in which they are given. */
export function gatherReactions<T extends Spelled, R extends Spelled>(
  tallies: readonly T[],
  reactions: readonly R[],
): Map<string, Gathered<T, R>> {
  const gathered = new Map<string, Gathered<T, R>>();
  for (const tally of tallies) at(tally.emoji).tallies.push(tally);
  for (const reaction of reactions) at(reaction.emoji).reactions.push(reaction);
  return gathered;

  function at(spelling: string): Gathered<T, R> {
    const emoji = canonicalEmoji(spelling);
    const known = gathered.get(emoji) ?? { emoji, tallies: [], reactions: [] };
    gathered.set(emoji, known);
    return known;
  }
}

/**
 * The number of people behind gathered reactions, each counted once. With a single spelling, its tally is the number. With
 * several, the people are counted, so their reactions must be loaded. Where only some are, as in a browser, the tally of the
 * canonical spelling gives the number it knew.
 */
export function peopleIn({
  emoji,
  tallies,
  reactions,
}: Gathered<Pick<Tally, "emoji" | "count" | "cursor">, Pick<Reaction, "emoji" | "user_id">>): number {
  const [first] = tallies;
  if (first === undefined) return 0;
  if (tallies.length === 1) return first.count;
  const newest = tallies.reduce((one, other) => (other.cursor > one.cursor ? other : one));
  const told = newest.emoji === emoji ? newest.count : Math.max(...tallies.map(({ count }) => count));
  return Math.max(told, new Set(reactions.map(({ user_id }) => user_id)).size);
}

/** Whether somebody reacted to a message with an emoji, however it was spelled. */
export function hasReacted(state: State, { message_id, user_id, emoji }: Omit<ReactionPayload, "count">): boolean {
  const spelled = canonicalEmoji(emoji);
  return state
    .find("reaction", "message", message_id)
    .some((reaction) => reaction.user_id === user_id && canonicalEmoji(reaction.emoji) === spelled);
}

/** The reactions of a message in the state, grouped. */
export function reactionsTo(state: State, message_id: string): Map<string, Gathered<Tally, Reaction>> {
  return gatherReactions(state.find("tally", "message", message_id), state.find("reaction", "message", message_id));
}

/** Adds the caller's reaction. Does nothing if it is already there, in any spelling. */
export const addReaction = /* @__PURE__ */ defineCommand("reaction.add", {
  needs: ({ message_id }: AddReaction, actor) => ({
    message_ids: [message_id],
    reactions: [{ message_id, user_id: actor.user_id }],
  }),
  decide: (state, { message_id, emoji: given }: AddReaction, { actor: { user_id } }) => {
    const { message } = liveMessage(state, { user_id }, message_id);
    writableConversation(state, { user_id }, message);
    const emoji = canonicalEmoji(given);
    if (hasReacted(state, { message_id, user_id, emoji })) return nothingChanges;
    const all = reactionsTo(state, message_id);
    const count = peopleIn(all.get(emoji) ?? { emoji, tallies: [], reactions: [] });
    if (count === 0 && all.size >= limits.reactionEmojiPerMessageMax) {
      throw invalid("emoji", `A message takes at most ${limits.reactionEmojiPerMessageMax} different emoji.`);
    }
    const payload = { message_id, user_id, emoji, count: count + 1, ...directOf(message) };
    return { events: [reactionAdded.create(payload, conversationFieldsOf(message))] };
  },
});

/**
 * Removes the caller's reaction in every stored spelling. Does nothing if there is none. The last event is always about the
 * canonical spelling, so that a reader who knows only that one learns how many are left.
 */
export const removeReaction = /* @__PURE__ */ defineCommand("reaction.remove", {
  needs: ({ message_id }: RemoveReaction, actor) => ({
    message_ids: [message_id],
    reactions: [{ message_id, user_id: actor.user_id }],
  }),
  decide: (state, { message_id, emoji: given }: RemoveReaction, { actor: { user_id } }) => {
    const { message } = liveMessage(state, { user_id }, message_id);
    writableConversation(state, { user_id }, message);
    const emoji = canonicalEmoji(given.trim());
    const gathered = reactionsTo(state, message_id).get(emoji);
    const own = gathered?.reactions.filter((reaction) => reaction.user_id === user_id) ?? [];
    if (gathered === undefined || own.length === 0) return nothingChanges;
    const removed = (spelling: string, count: number) =>
      reactionRemoved.create(
        { message_id, user_id, emoji: spelling, count: Math.max(count - 1, 0), ...directOf(message) },
        conversationFieldsOf(message),
      );
    const earlier = own.flatMap((reaction) =>
      reaction.emoji === emoji
        ? []
        : [removed(reaction.emoji, state.get("tally", pairKey(message_id, reaction.emoji))?.count ?? 1)],
    );
    return { events: [...earlier, removed(emoji, peopleIn(gathered))] };
  },
});

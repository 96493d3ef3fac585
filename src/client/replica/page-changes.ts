/** In: a message or conversation as a query returned it. Out: the changes that it makes to the local state. */

import { channelKind } from "../../domain/channels/rules";
import { timelineKind } from "../../domain/core/timelines";
import { directKind, memberKey } from "../../domain/directs/rules";
import { type Message, type MessageResource, messageKind } from "../../domain/messages/rules";
import { threadKind } from "../../domain/messages/thread-state";
import { reactionKey, reactionKind, tallyKind } from "../../domain/reactions/rules";
import { type Change, pairKey, put, remove, type State } from "../../domain/state";
import type { Conversation } from "../transport/transport";

type Reading = { readonly cursor: number; readonly viewerId: string };

/**
 * The changes that a message makes as a query returned it at a cursor: the message, its thread state, and its reactions. Local
 * reactions that are missing there are removed.
 */
export function changesOfMessage(state: State, resource: MessageResource, { cursor, viewerId }: Reading): Change[] {
  const { author: _author, quoted_author: _quoted, thread_state, reactions, ...fields } = resource;
  const { workspace_id, id: message_id } = fields;
  const message: Message = { ...fields, request_digest: null, event_cursors: [], cursor };
  const present = new Set(reactions.map(({ emoji }) => emoji));
  const mine = new Set(reactions.filter((summary) => summary.reacted_by_me).map(({ emoji }) => emoji));
  const goneTallies = state.find("tally", "message", message_id).filter(({ emoji }) => !present.has(emoji));
  const goneReactions = state
    .find("reaction", "message", message_id)
    .filter(({ emoji, user_id }) => (user_id === viewerId ? !mine.has(emoji) : !present.has(emoji)));
  return [
    put(messageKind, message),
    ...(thread_state === null ? [] : [put(threadKind, { ...thread_state, workspace_id, cursor })]),
    ...goneTallies.map(({ emoji }) => remove(tallyKind, pairKey(message_id, emoji))),
    ...goneReactions.map(({ emoji, user_id }) => remove(reactionKind, reactionKey(message_id, user_id, emoji))),
    ...reactions.map(({ emoji, count }) => put(tallyKind, { workspace_id, message_id, emoji, count, cursor })),
    ...[...mine].map((emoji) =>
      put(reactionKind, { workspace_id, message_id, user_id: viewerId, emoji, created_at: fields.created_at, cursor }),
    ),
  ];
}

/** The changes that a conversation makes as a query returned it at a cursor. */
export function changesOfConversation(
  found: Conversation,
  workspace_id: string,
  cursor: number,
): readonly [entity: Change, timeline: Change] {
  const entity: Change =
    found.kind === "channel"
      ? put(channelKind, { ...found.channel, created_cursor: 0, cursor })
      : put(directKind, { ...found.direct, member_key: memberKey(found.direct.member_ids), created_cursor: 0, cursor });
  const { last_seq, last_message_at } = found;
  return [entity, timelineOf({ conversation_id: entity.key, last_seq, last_message_at }, workspace_id, cursor)];
}

type Reached = { readonly conversation_id: string; readonly last_seq: number; readonly last_message_at: string | null };

/** A conversation's last message, as of a cursor. */
export function timelineOf(
  { conversation_id, last_seq, last_message_at }: Reached,
  workspace_id: string,
  cursor: number,
): Change {
  return put(timelineKind, { conversation_id, workspace_id, last_seq, last_message_at, cursor });
}

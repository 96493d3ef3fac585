import { type Message, type MessageResource, messageKind } from "../../domain/messages/rules";
import { threadKind } from "../../domain/messages/thread-state";
import { reactionKey, reactionKind, tallyKind } from "../../domain/reactions/rules";
import { type Change, pairKey, put, remove, type State } from "../../domain/state";

type Reading = { readonly cursor: number; readonly viewerId: string };

/**
 * What a message as a query answered it changes, read at a cursor: the message, its thread state, and its reactions,
 * of which those held here but missing there are gone.
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

import type { Actor, DecisionContext } from "../core/commands";
import { DomainError, invalid } from "../core/errors";
import { type Entities, pairKey, type State } from "../core/kinds";
import { limits } from "../core/limits";
import { looksEmpty } from "../core/measure";
import { visibleMessage } from "../core/permissions";
import { type ConversationFields, directOf } from "../core/timelines";
import { authorOf, type Member, type MemberFields } from "../members/rules";
import type { Draft } from "./drafts.schema";
import { nobodyCalled, resolveMentions } from "./mentions";
import type { ContentPayload, MessageFields } from "./schema";

type Message = Entities["message"];

/** The fields of a draft that has only a text. */
export const emptyDraft: Omit<Draft, "body"> = {
  quoted_message_id: null,
  nonce: null,
  kind: "message",
  turn_id: null,
  author_model: null,
  author_thinking: null,
  author_runtime: null,
  correlation_id: null,
};

type Position = Pick<MessageFields, "id" | "parent_message_id" | "thread_root_id" | "channel_seq" | "thread_seq">;
type NewMessage = {
  draft: Draft;
  author: Member;
  quoted: Message | null;
  place: ConversationFields;
  position: Position;
  context: DecisionContext;
};

/** Builds the fields of a new message. */
export function newMessage(
  state: State,
  { draft, author, quoted, place, position, context }: NewMessage,
): MessageFields {
  refuseEmpty(draft.body);
  if (draft.kind === "message" && draft.turn_id !== null)
    throw invalid("turn_id", "Only agent activity belongs to a turn.");
  if (draft.kind !== "message" && author.kind !== "bot") throw invalid("kind", "Only bots may post agent activity.");
  const calls = draft.kind === "message" ? context.calls : nobodyCalled;
  const mentions = resolveMentions(state, calls, { place, author });
  return {
    workspace_id: context.workspace_id,
    author_id: author.user_id,
    kind: draft.kind,
    body: draft.body,
    body_format: "markdown",
    mentions: mentions.user_ids,
    mentions_everyone: mentions.everyone,
    quoted_message_id: quoted?.id ?? null,
    quoted_author_id: quoted?.author_id ?? null,
    quoted_body_snapshot: quoted === null ? null : snapshotOf(state, quoted),
    nonce: draft.nonce,
    turn_id: draft.turn_id,
    author_model: draft.author_model,
    author_thinking: draft.author_thinking,
    author_runtime: draft.author_runtime,
    imported: false,
    created_at: context.now,
    edited_at: null,
    deleted_at: null,
    ...position,
    ...place,
  };
}

/** The beginning of the quoted text; null if it is already quoted so often that deleting it would take long. */
function snapshotOf(state: State, { id, body }: Message): string | null {
  const quotations = new Set(state.keys("message", "quoted", id));
  if (quotations.size >= limits.quotationsPerMessageMax) return null;
  return body.trim().slice(0, limits.quoteSnapshotLengthMax).toWellFormed();
}

/** The payload of an event that carries a message. */
export function contentOf(message: MessageFields, author: MemberFields, draft?: Draft): ContentPayload {
  return {
    message_id: message.id,
    root_message_id: message.thread_root_id,
    author_id: message.author_id,
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    mentioned_user_ids: message.mentions,
    ...directOf(message),
    ...(draft?.correlation_id ? { correlation_id: draft.correlation_id } : {}),
    message: { author: authorOf(author), ...message },
  };
}

/**
 * The cursor of the event that an identical earlier request created, if any. 409 when the nonce was used for a different request.
 */
export function replayOf(state: State, draft: Draft, context: DecisionContext): number | null {
  const { actor, request_digest, earlier_digest = null } = context;
  const earlier =
    draft.nonce === null ? undefined : state.find("message", "nonce", pairKey(actor.user_id, draft.nonce))[0];
  if (!earlier) return null;
  const isSame = earlier.request_digest === request_digest;
  if (isSame || (earlier_digest !== null && earlier.request_digest === earlier_digest))
    return earlier.event_cursors[0] ?? null;
  throw new DomainError("nonce_conflict", "This nonce was already used for a different message.");
}

/** The live message that a draft quotes. 404 if the author may not read it, 422 if it is not where the draft goes. */
export function quotedMessage(
  state: State,
  draft: Draft,
  actor: Actor,
  fits: (message: Message) => boolean,
): Message | null {
  if (draft.quoted_message_id === null) return null;
  const { message: quoted } = visibleMessage(state, actor, draft.quoted_message_id);
  if (quoted.deleted_at === null && fits(quoted)) return quoted;
  throw invalid("quoted_message_id", "The quoted message is not in this channel, conversation, or thread.");
}

/** The messages to load for the quotation of a draft. */
export function quotedIds(draft: Draft): string[] {
  return draft.quoted_message_id === null ? [] : [draft.quoted_message_id];
}

export function nonces(draft: Draft, authorId: string): { author_id: string; nonce: string }[] {
  return draft.nonce === null ? [] : [{ author_id: authorId, nonce: draft.nonce }];
}

export function refuseEmpty(body: string): void {
  if (looksEmpty(body)) throw invalid("body", "message body is required");
}

import { type DecisionContext, defineCommand, nothingChanges } from "./commands";
import { DomainError, forbidden, invalid } from "./errors";
import { defineEvent, type EnvelopeWith } from "./events";
import { limits } from "./limits";
import { authorOf, type Member, type MemberFields } from "./members";
import { resolveMentions } from "./mentions";
import { liveMessage, visibleConversation, visibleMessage, writableConversation } from "./permissions";
import { directOf, placeOf } from "./reactions";
import { isManager } from "./roles";
import type { Draft } from "./schemas/drafts";
import type {
  ContentPayload,
  CreateMessage,
  DeletedPayload,
  DeleteMessage,
  MessageFields,
  MessageResource,
  UpdateMessage,
} from "./schemas/messages";
import { type Change, pairKey, put, type State } from "./state";
import { stateAfterDeletion, threadStateUpdated } from "./thread-state";
import { advanceTimeline, conversationOf } from "./timelines";

export type { ContentPayload, Draft, MessageFields, MessageResource };

export type Message = MessageFields & {
  readonly request_digest: string | null;
  /** Cursors of the events that carry its text. */
  readonly event_cursors: readonly number[];
  readonly cursor: number;
};

/** An event that brings a new message: a root here, a reply in `threads`. */
export function contentEvent<const T extends string>(type: T) {
  return defineEvent(type, {
    audience: "conversation",
    reduce: (_state, event: EnvelopeWith<ContentPayload>) => [
      putMessage(event, [event.cursor]),
      ...advanceTimeline(event),
    ],
  });
}

export const messageCreated = contentEvent("message.created");

export const messageUpdated = defineEvent("message.updated", {
  audience: "conversation",
  reduce: (state, event: EnvelopeWith<ContentPayload>) => {
    const before = state.get("message", event.payload.message_id);
    if (!before) return [];
    const { author: _author, ...fields } = event.payload.message;
    return [
      put("message", {
        ...before,
        ...fields,
        event_cursors: [...before.event_cursors, event.cursor],
        cursor: event.cursor,
      }),
    ];
  },
});

export const messageDeleted = defineEvent("message.deleted", {
  audience: "conversation",
  reduce: (state, event: EnvelopeWith<DeletedPayload>) => {
    const { message_id, quoting_message_ids, deleted_at } = event.payload;
    const message = state.get("message", message_id);
    const blanked = message
      ? [
          put("message", {
            ...message,
            ...blankText,
            mentions: [],
            mentions_everyone: false,
            deleted_at,
            cursor: event.cursor,
          }),
        ]
      : [];
    const quoting = quoting_message_ids.flatMap((id) => state.get("message", id) ?? []);
    return [
      ...blanked,
      ...quoting.map((row) => put("message", { ...row, quoted_body_snapshot: "", cursor: event.cursor })),
    ];
  },
  redacts: (payload) => [payload.message_id, ...payload.quoting_message_ids],
});

/** What a deletion takes from a message; its place, author and time stay. */
export const blankText = { body: "", quoted_body_snapshot: null, author_thinking: null } as const;

export const createMessage = defineCommand("message.create", {
  needs: (input: CreateMessage, actor) => ({ message_ids: quotedIds(input), nonces: nonces(input, actor.user_id) }),
  decide: (state, input: CreateMessage, context) => {
    visibleConversation(state, context.actor, input);
    const replay = replayOf(state, input, context);
    if (replay !== null) return { events: [], replay_of: replay };
    const author = writableConversation(state, context.actor, input);
    const quoted = quotedMessage(
      state,
      input,
      (candidate) => conversationOf(candidate) === conversationOf(input) && candidate.parent_message_id === null,
    );
    const id = context.newId("message");
    const place = placeOf(input);
    const seq = nextSeq(state, input);
    const fields = newMessage(state, {
      draft: input,
      author,
      quoted,
      place,
      context,
      position: { id, parent_message_id: null, thread_root_id: id, channel_seq: seq, thread_seq: null },
    });
    return {
      events: [
        messageCreated.create(contentOf(fields, author, input), {
          ...place,
          seq,
          request_digest: context.request_digest,
        }),
      ],
    };
  },
});

/** Edits the author's own text. */
export const updateMessage = defineCommand("message.update", {
  needs: ({ message_id }: UpdateMessage) => ({ message_ids: [message_id] }),
  decide: (state, input: UpdateMessage, { actor, now }) => {
    const { member, message } = liveMessage(state, actor, input.message_id);
    if (message.author_id !== actor.user_id) throw forbidden("Only its author may edit a message.");
    writableConversation(state, actor, message);
    refuseEmpty(input.body);
    if (message.body === input.body) return nothingChanges;
    const mentions = resolveMentions(state, input.body, message);
    const fields: MessageFields = {
      ...fieldsOf(message),
      body: input.body,
      mentions: mentions.user_ids,
      mentions_everyone: mentions.everyone,
      edited_at: now,
    };
    return {
      events: [messageUpdated.create(contentOf(fields, member), { ...placeOf(message), seq: message.channel_seq })],
    };
  },
});

/** Deletes a message for everybody: its author anywhere, owner and moderators in channels. Its text leaves the log. */
export const deleteMessage = defineCommand("message.delete", {
  needs: ({ message_id }: DeleteMessage) => ({ message_ids: [message_id], replies_of: [message_id] }),
  decide: (state, { message_id }: DeleteMessage, { actor, now }) => {
    const { member, message } = visibleMessage(state, actor, message_id);
    if (message.author_id !== actor.user_id && !(isManager(member) && message.channel_id !== null))
      throw forbidden("Only its author and moderators may delete a message.");
    if (message.deleted_at !== null) return nothingChanges;
    const place = placeOf(message);
    const deleted = messageDeleted.create(
      {
        message_id,
        root_message_id: message.thread_root_id,
        author_id: message.author_id,
        kind: message.kind,
        ...directOf(message),
        mentioned_user_ids: message.mentions,
        mentions_everyone: message.mentions_everyone,
        imported: message.imported,
        quoting_message_ids: state.find("message", "quoted", message_id).map((row) => row.id),
        deleted_at: now,
      },
      { ...place, seq: message.channel_seq },
    );
    if (message.parent_message_id === null) return { events: [deleted] };
    const thread_state = stateAfterDeletion(state, message);
    return {
      events: [
        deleted,
        threadStateUpdated.create(
          { root_message_id: message.thread_root_id, thread_state, ...directOf(message) },
          place,
        ),
      ],
    };
  },
});

/** A draft in which nothing but the text is said. */
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
type Place = Pick<MessageFields, "channel_id" | "direct_conversation_id">;
type NewMessage = {
  draft: Draft;
  author: Member;
  quoted: Message | null;
  place: Place;
  position: Position;
  context: DecisionContext;
};

/** The fields of a message that is about to be written. */
export function newMessage(
  state: State,
  { draft, author, quoted, place, position, context }: NewMessage,
): MessageFields {
  refuseEmpty(draft.body);
  if (draft.kind === "message" && draft.turn_id !== null)
    throw invalid("turn_id", "Only agent activity belongs to a turn.");
  if (draft.kind !== "message" && author.kind !== "bot") throw invalid("kind", "Only bots may post agent activity.");
  const mentions =
    draft.kind === "message" ? resolveMentions(state, draft.body, place) : { user_ids: [], everyone: false };
  return {
    ...position,
    ...place,
    workspace_id: context.workspace_id,
    author_id: author.user_id,
    kind: draft.kind,
    body: draft.body,
    body_format: "markdown",
    mentions: mentions.user_ids,
    mentions_everyone: mentions.everyone,
    quoted_message_id: quoted?.id ?? null,
    quoted_author_id: quoted?.author_id ?? null,
    quoted_body_snapshot:
      quoted === null ? null : quoted.body.trim().slice(0, limits.quoteSnapshotLengthMax).toWellFormed(),
    nonce: draft.nonce,
    turn_id: draft.turn_id,
    author_model: draft.author_model,
    author_thinking: draft.author_thinking,
    author_runtime: draft.author_runtime,
    imported: false,
    created_at: context.now,
    edited_at: null,
    deleted_at: null,
  };
}

export function contentOf(message: MessageFields, author: MemberFields, draft?: Draft): ContentPayload {
  return {
    message_id: message.id,
    root_message_id: message.thread_root_id,
    author_id: message.author_id,
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    mentioned_user_ids: message.mentions,
    ...directOf(message),
    ...(draft?.correlation_id ? { correlation_id: draft.correlation_id } : {}),
    message: { ...message, author: authorOf(author) },
  };
}

/** The cursor of the event that an equal earlier request made, if any. 409 when the nonce was used for another request. */
export function replayOf(state: State, draft: Draft, { actor, request_digest }: DecisionContext): number | null {
  const earlier =
    draft.nonce === null ? undefined : state.find("message", "nonce", pairKey(actor.user_id, draft.nonce))[0];
  if (!earlier) return null;
  if (earlier.request_digest === request_digest) return earlier.event_cursors[0] ?? null;
  throw new DomainError("nonce_conflict", "This nonce was already used for a different message.");
}

export function quotedMessage(state: State, draft: Draft, fits: (message: Message) => boolean): Message | null {
  if (draft.quoted_message_id === null) return null;
  const quoted = state.get("message", draft.quoted_message_id);
  if (quoted && quoted.deleted_at === null && fits(quoted)) return quoted;
  throw invalid("quoted_message_id", "The quoted message is not in this channel, conversation, or thread.");
}

export function quotedIds(draft: Draft): string[] {
  return draft.quoted_message_id === null ? [] : [draft.quoted_message_id];
}

export function nonces(draft: Draft, authorId: string): { author_id: string; nonce: string }[] {
  return draft.nonce === null ? [] : [{ author_id: authorId, nonce: draft.nonce }];
}

export function nextSeq(state: State, place: Place): number {
  return (state.get("timeline", conversationOf(place))?.last_seq ?? 0) + 1;
}

function putMessage(event: EnvelopeWith<ContentPayload>, event_cursors: readonly number[]): Change {
  const { author: _author, ...fields } = event.payload.message;
  return put("message", { ...fields, request_digest: event.request_digest, event_cursors, cursor: event.cursor });
}

function fieldsOf(message: Message): MessageFields {
  const { cursor: _cursor, event_cursors: _cursors, request_digest: _digest, ...fields } = message;
  return fields;
}

function refuseEmpty(body: string): void {
  if (body.trim() === "") throw invalid("body", "message body is required");
}

import { defineCommand, nothingChanges } from "../core/commands";
import { DomainError, forbidden } from "../core/errors";
import { defineEvent, type EnvelopeWith } from "../core/events";
import { type Change, defineKind, pairKey, put } from "../core/kinds";
import { limits } from "../core/limits";
import { liveMessage, visibleConversation, visibleMessage, writableConversation } from "../core/permissions";
import { isManager } from "../core/roles";
import type { Scope } from "../core/scopes";
import { advanceTimeline, conversationFieldsOf, conversationOf, directOf, nextSeq } from "../core/timelines";
import { pinOf, unpinned } from "../pins/rules";
import { contentOf, newMessage, nonces, quotedIds, quotedMessage, refuseEmpty, replayOf } from "./drafts";
import type { Draft } from "./drafts.schema";
import { nobodyCalled, resolveMentions } from "./mentions";
import { blankQuotation, blankText } from "./readable-texts";
import type {
  ContentPayload,
  CreateMessage,
  DeletedPayload,
  DeleteMessage,
  MessageFields,
  MessageResource,
  UpdatedPayload,
  UpdateMessage,
} from "./schema";
import { stateAfterDeletion, threadStateUpdated } from "./thread-state";

export type { ContentPayload, Draft, MessageFields, MessageResource };

export type Message = MessageFields & {
  readonly request_digest: string | null;
  /** Cursors of the events that carry its text. */
  readonly event_cursors: readonly number[];
  readonly cursor: number;
};

export const messageKind = defineKind("message", {
  key: (message: Message) => message.id,
  indexes: {
    nonce: (message) => (message.nonce === null ? null : pairKey(message.author_id, message.nonce)),
    thread: (message) => (message.parent_message_id === null ? null : message.thread_root_id),
    /** Messages that carry the text they quote; others only link to it. */
    quoted: (message) => (message.quoted_body_snapshot === null ? null : message.quoted_message_id),
  },
  hot: false,
  belongsTo: "message",
});

/** An event with a new message: a root here, a reply in `threads`. */
export function contentEvent<const T extends string>(type: T, scope: Scope) {
  return defineEvent(type, {
    audience: "conversation",
    about: "content",
    scope,
    message: "brings",
    reduce: (_state, event: EnvelopeWith<ContentPayload>) => [
      putMessage(event, [event.cursor]),
      ...advanceTimeline(event),
    ],
  });
}

export const messageCreated = contentEvent("message.created", "messages:read");

export const messageUpdated = defineEvent("message.updated", {
  audience: "conversation",
  about: "content",
  scope: "messages:read",
  message: "rewrites",
  // So that deleting the quoted message affects only a few events of each message that quotes it.
  unquotes: ({ message_id, quotation_left }: UpdatedPayload) => (quotation_left === true ? message_id : null),
  reduce: (state, event: EnvelopeWith<UpdatedPayload>) => {
    const before = state.get("message", event.payload.message_id);
    if (!before) return [];
    const { author: _author, ...fields } = event.payload.message;
    return [
      put(messageKind, {
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
  about: "content",
  scope: "messages:read",
  message: "deletes",
  reduce: (state, event: EnvelopeWith<DeletedPayload>) => {
    const { message_id, quoting_message_ids, deleted_at } = event.payload;
    const message = state.get("message", message_id);
    const blanked = message
      ? [
          put(messageKind, {
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
    return [...blanked, ...quoting.map((row) => put(messageKind, { ...row, ...blankQuotation, cursor: event.cursor }))];
  },
  redacts: (payload) => [payload.message_id, ...payload.quoting_message_ids],
});

export const createMessage = /* @__PURE__ */ defineCommand("message.create", {
  needs: (input: CreateMessage, actor) => ({
    message_ids: quotedIds(input),
    quotations_of: quotedIds(input),
    nonces: nonces(input, actor.user_id),
  }),
  text: ({ body }) => body,
  decide: (state, input: CreateMessage, context) => {
    visibleConversation(state, context.actor, input);
    const replay = replayOf(state, input, context);
    if (replay !== null) return { events: [], replay_of: replay };
    const author = writableConversation(state, context.actor, input);
    const quoted = quotedMessage(
      state,
      input,
      context.actor,
      (candidate) => conversationOf(candidate) === conversationOf(input) && candidate.parent_message_id === null,
    );
    const id = context.newId("message");
    const place = conversationFieldsOf(input);
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
export const updateMessage = /* @__PURE__ */ defineCommand("message.update", {
  needs: ({ message_id }: UpdateMessage) => ({ message_ids: [message_id] }),
  text: ({ body }) => body,
  decide: (state, input: UpdateMessage, { actor, now, calls }) => {
    const { member, message } = liveMessage(state, actor, input.message_id);
    if (message.author_id !== actor.user_id) throw forbidden("Only its author may edit a message.");
    writableConversation(state, actor, message);
    refuseEmpty(input.body);
    if (message.body === input.body) return nothingChanges;
    if (message.event_cursors.length > limits.editsPerMessageMax)
      throw new DomainError("conflict", `A message may be edited ${limits.editsPerMessageMax} times.`);
    const called = message.kind === "message" ? calls : nobodyCalled;
    const mentions = resolveMentions(state, called, { place: message, author: member });
    const fields: MessageFields = {
      ...fieldsOf(message),
      body: input.body,
      mentions: mentions.user_ids,
      mentions_everyone: mentions.everyone,
      edited_at: now,
    };
    const leavesQuotation =
      message.event_cursors.length > limits.quotingEditsMax && Boolean(message.quoted_body_snapshot);
    const payload: UpdatedPayload = {
      ...contentOf(leavesQuotation ? { ...fields, quoted_body_snapshot: null } : fields, member),
      ...(leavesQuotation ? { quotation_left: true } : {}),
      previous_mentioned_user_ids: message.mentions,
      previous_mentions_everyone: message.mentions_everyone,
    };
    return { events: [messageUpdated.create(payload, { ...conversationFieldsOf(message), seq: message.channel_seq })] };
  },
});

/**
 * Deletes a message for everybody. Its author may do so anywhere, owner and moderators in channels. Its text leaves the log, and
 * its pin is removed.
 */
export const deleteMessage = /* @__PURE__ */ defineCommand("message.delete", {
  needs: ({ message_id }: DeleteMessage) => ({
    message_ids: [message_id],
    replies_of: [message_id],
    ...pinOf(message_id),
  }),
  decide: (state, { message_id }: DeleteMessage, { actor, now }) => {
    const { member, message } = visibleMessage(state, actor, message_id);
    if (message.author_id !== actor.user_id && !(isManager(member) && message.channel_id !== null))
      throw forbidden("Only its author and moderators may delete a message.");
    if (message.deleted_at !== null) return nothingChanges;
    const place = conversationFieldsOf(message);
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
        quoting_message_ids: [...state.keys("message", "quoted", message_id)],
        deleted_at: now,
      },
      { ...place, seq: message.channel_seq },
    );
    const gone = [deleted, ...unpinned(state, message_id)];
    if (message.parent_message_id === null) return { events: gone };
    const thread_state = stateAfterDeletion(state, message);
    return {
      events: [
        ...gone,
        threadStateUpdated.create(
          { root_message_id: message.thread_root_id, thread_state, ...directOf(message) },
          place,
        ),
      ],
    };
  },
});

function putMessage(event: EnvelopeWith<ContentPayload>, event_cursors: readonly number[]): Change {
  const { author: _author, ...fields } = event.payload.message;
  return put(messageKind, { request_digest: event.request_digest, event_cursors, cursor: event.cursor, ...fields });
}

function fieldsOf(message: Message): MessageFields {
  const { cursor: _cursor, event_cursors: _cursors, request_digest: _digest, ...fields } = message;
  return fields;
}

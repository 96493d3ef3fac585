import { z } from "zod";
import { type DecisionContext, defineCommand, nothingChanges } from "./commands";
import { DomainError, forbidden, invalid } from "./errors";
import { defineEvent, type Envelope } from "./events";
import { idOf, idSchema } from "./ids";
import { limits } from "./limits";
import { authorOf, type Member, type MemberFields } from "./members";
import { resolveMentions } from "./mentions";
import { authorSchema } from "./people";
import { liveMessage, visibleConversation, visibleMessage, writableConversation } from "./permissions";
import { directOf, placeOf, reactionSummarySchema } from "./reactions";
import { isManager } from "./roles";
import { type Change, pairKey, put, type State } from "./state";
import { isoTime, text } from "./text";
import { stateAfterDeletion, threadStateSchema, threadStateUpdated } from "./thread-state";
import { advanceTimeline, conversationOf } from "./timelines";

export const messageKinds = ["message", "agent_commentary", "agent_tool"] as const;

/** What an event carries of a message, apart from its author. */
export const messageFields = z.object({
  id: idOf("message"),
  workspace_id: idOf("workspace"),
  channel_id: z.string().nullable(),
  direct_conversation_id: z.string().nullable(),
  author_id: idOf("user"),
  kind: z.enum(messageKinds),
  body: z.string(),
  body_format: z.literal("markdown"),
  parent_message_id: z.string().nullable(),
  thread_root_id: idOf("message"),
  channel_seq: z
    .int()
    .nullable()
    .meta({ description: "Number in the conversation's timeline; null for replies kept to their thread" }),
  thread_seq: z.int().nullable(),
  mentions: z.array(idOf("user")),
  mentions_everyone: z.boolean(),
  quoted_message_id: z.string().nullable(),
  quoted_author_id: z.string().nullable(),
  quoted_body_snapshot: z.string().nullable(),
  nonce: z.string().nullable(),
  turn_id: z.string().nullable(),
  author_model: z.string().nullable(),
  author_thinking: z.string().nullable(),
  author_runtime: z.string().nullable(),
  imported: z.boolean(),
  created_at: isoTime,
  edited_at: isoTime.nullable(),
  deleted_at: isoTime.nullable(),
});

/** The message as an event carries it: with its author. */
export const messageWithAuthor = messageFields.extend({ author: authorSchema });

/** The message as a query answers it: for one viewer, with what has gathered around it. */
export const messageSchema = messageWithAuthor
  .extend({
    quoted_author: authorSchema.nullable(),
    thread_state: threadStateSchema.nullable().meta({ description: "On roots only" }),
    reactions: z.array(reactionSummarySchema),
  })
  .meta({ id: "Message" });

export type MessageFields = z.infer<typeof messageFields>;
export type MessageResource = z.infer<typeof messageSchema>;

export type Message = MessageFields & {
  readonly request_digest: string | null;
  /** Cursors of the events that carry its text. */
  readonly event_cursors: readonly number[];
  readonly cursor: number;
};

const contentPayload = z.object({
  message_id: idOf("message"),
  root_message_id: idOf("message"),
  author_id: idOf("user"),
  nonce: z.string().optional(),
  mentioned_user_ids: z.array(idOf("user")),
  direct_conversation_id: z.string().optional(),
  correlation_id: z.string().optional(),
  message: messageWithAuthor,
});
export type ContentPayload = z.infer<typeof contentPayload>;

/** An event that brings a new message: a root here, a reply in `threads`. */
export function contentEvent<const T extends string>(type: T) {
  return defineEvent(type, {
    audience: "conversation",
    payload: contentPayload,
    reduce: (_state, event) => [putMessage(event, [event.cursor]), ...advanceTimeline(event)],
  });
}

export const messageCreated = contentEvent("message.created");

export const messageUpdated = defineEvent("message.updated", {
  audience: "conversation",
  payload: contentPayload,
  reduce: (state, event) => {
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

const deletedPayload = z.object({
  message_id: idOf("message"),
  root_message_id: idOf("message"),
  author_id: idOf("user"),
  kind: z.enum(messageKinds),
  direct_conversation_id: z.string().optional(),
  mentioned_user_ids: z.array(idOf("user")),
  mentions_everyone: z.boolean(),
  imported: z.boolean(),
  quoting_message_ids: z.array(idOf("message")).meta({ description: "Messages whose quotation of it is blanked" }),
  deleted_at: isoTime,
});

export const messageDeleted = defineEvent("message.deleted", {
  audience: "conversation",
  payload: deletedPayload,
  reduce: (state, event) => {
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

/**
 * The payload of an event once the text of `messageId` is taken out of it, its own or as a quotation.
 * Whom it called stays: the deletion names them too, and a reader who counts mentions needs both to agree.
 */
export function redactPayload(payload: unknown, messageId: string): unknown {
  const content = contentPayload.safeParse(payload);
  if (!content.success) return payload;
  const { message } = content.data;
  if (message.id === messageId) return { ...content.data, message: { ...message, ...blankText } };
  if (message.quoted_message_id === messageId)
    return { ...content.data, message: { ...message, quoted_body_snapshot: "" } };
  return payload;
}

/** The fields that a caller gives for a new message, wherever it goes. */
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

export const createMessage = defineCommand("message.create", {
  input: draftSchema.extend({
    channel_id: idSchema.nullable().default(null),
    direct_conversation_id: idSchema.nullable().default(null),
  }),
  needs: (input, actor) => ({ message_ids: quotedIds(input), nonces: nonces(input, actor.user_id) }),
  decide: (state, input, context) => {
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
  input: z.object({ message_id: idSchema, body: text(limits.messageBodyLengthMax) }),
  needs: ({ message_id }) => ({ message_ids: [message_id] }),
  decide: (state, input, { actor, now }) => {
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
  input: z.object({ message_id: idSchema }),
  needs: ({ message_id }) => ({ message_ids: [message_id], replies_of: [message_id] }),
  decide: (state, { message_id }, { actor, now }) => {
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

function putMessage(event: Envelope<string, ContentPayload>, event_cursors: readonly number[]): Change {
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

import { z } from "zod";
import { idOf, idSchema } from "../../domain/core/ids";
import { authorSchema } from "../../domain/core/people";
import { isoTime } from "../../domain/core/text";
import { memberKey } from "../../domain/directs/rules";
import { createDirectInput } from "../../domain/directs/schema";
import { unreadCounts } from "../../domain/read-states/schema";
import { standingFields } from "./channels";
import { exampleIds } from "./examples";
import { locateDirect } from "./locate";
import { sendMessage } from "./message-writes";
import { draftBody } from "./messages";
import { defineOperation } from "./operation";
import { eventOf, eventOrNull, messageWritten } from "./outputs";
import { messagePage, nextCursor, pageQuery, timelinePage, wholeListQuery } from "./paging";

/** A direct conversation as one of its members sees it. */
const conversation = z
  .object({
    id: idOf("direct"),
    workspace_id: idOf("workspace"),
    members: z.array(authorSchema),
    created_at: isoTime,
    created_by: idOf("user"),
    can_send: z.boolean().meta({ description: "False when every other member has left" }),
    last_seq: z.int(),
    last_message_at: isoTime.nullable(),
    last_read_seq: z.int(),
    ...unreadCounts,
  })
  .meta({ id: "DirectConversation" });

const list = defineOperation({
  id: "directs.list",
  method: "GET",
  path: "/api/dms",
  summary: "Your direct conversations",
  description: "Those with the newest message first.",
  tag: "Direct conversations",
  scope: "dms:read",
  query: wholeListQuery.extend({ workspace_id: idSchema }),
  output: z.object({ conversations: z.array(conversation), next_cursor: nextCursor }),
  errors: ["not_found"],
  unknownFields: "ignore",
  example: { workspace_id: exampleIds.workspace },
  run: async ({ app, caller, input: { workspace_id, ...paging } }) => ({
    body: await app.queries.directs.list({ user_id: caller.user_id, workspace_id }, paging),
  }),
});

const create = defineOperation({
  id: "directs.create",
  method: "POST",
  path: "/api/dms",
  summary: "Open a direct conversation",
  description: "You are always in it. The same set of members gives the same conversation, with `event: null`.",
  tag: "Direct conversations",
  scope: "dms:write",
  body: createDirectInput.extend({ workspace_id: idSchema }),
  output: z.object({ conversation, event: eventOrNull }),
  status: 201,
  errors: ["not_found"],
  unknownFields: "ignore",
  example: { workspace_id: exampleIds.workspace, member_ids: [exampleIds.other_user] },
  run: async ({ app, caller, input: { workspace_id, member_ids } }) => {
    const { events } = await app.execute(
      workspace_id,
      { type: "direct.create", input: { member_ids } },
      { actor: caller },
    );
    const viewer = { user_id: caller.user_id, workspace_id };
    const conversation = await app.queries.directs.byMembers(viewer, memberKey([...member_ids, caller.user_id]));
    if (!conversation) throw new Error("a direct conversation was made and not found");
    return { body: { conversation, event: eventOf(events, "direct.created") } };
  },
});

const get = defineOperation({
  id: "directs.get",
  method: "GET",
  path: "/api/dms/{direct_conversation_id}",
  unknownFields: "ignore",
  summary: "One direct conversation",
  tag: "Direct conversations",
  scope: "dms:read",
  output: z.object({ conversation }),
  etag: true,
  volatile: [...standingFields, "can_send"],
  example: { direct_conversation_id: exampleIds.direct },
  run: async ({ app, caller, input }) => ({
    body: { conversation: await app.queries.directs.get(caller.user_id, input.direct_conversation_id) },
  }),
});

const messages = defineOperation({
  id: "directs.messages",
  method: "GET",
  path: "/api/dms/{direct_conversation_id}/messages",
  summary: "Read a direct conversation",
  description: "The same pages as in channels.",
  tag: "Direct conversations",
  scope: "dms:read",
  query: pageQuery,
  output: messagePage,
  errors: ["malformed"],
  unknownFields: "ignore",
  example: { direct_conversation_id: exampleIds.direct, mode: "latest" },
  run: async ({ app, caller, request, input: { direct_conversation_id, ...page } }) => ({
    body: await app.queries.messages.directPage(caller.user_id, direct_conversation_id, {
      ...timelinePage(page),
      bytesMax: request.answerBytesMax,
    }),
  }),
});

const send = defineOperation({
  id: "directs.send",
  method: "POST",
  path: "/api/dms/{direct_conversation_id}/messages",
  summary: "Send a direct message",
  tag: "Direct conversations",
  scope: "dms:write",
  body: draftBody,
  output: messageWritten,
  status: 201,
  otherStatuses: { 200: "An equal request with this nonce came before; this is its message" },
  errors: ["nonce_conflict", "conflict"],
  idempotency: "nonce",
  send: true,
  unknownFields: "ignore",
  example: { direct_conversation_id: exampleIds.direct, body: "Are you there?" },
  run: async (call) => {
    const { direct_conversation_id, ...draft } = call.input;
    const { workspace_id } = await locateDirect(call, direct_conversation_id);
    const place = { workspace_id, channel_id: null, direct_conversation_id };
    const { status, ...body } = await sendMessage(call, place, draft);
    return { status, body };
  },
});

export const directOperations = { list, create, get, messages, send };

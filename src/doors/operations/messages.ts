import { z } from "zod";
import type { Command } from "../../domain";
import { idSchema } from "../../domain/core/ids";
import { limits } from "../../domain/core/limits";
import { text } from "../../domain/core/text";
import { draftSchema } from "../../domain/messages/drafts.schema";
import { messageSchema, updateMessageInput } from "../../domain/messages/schema";
import { exampleIds } from "./examples";
import { locateChannel, locateMessage } from "./locate";
import { sendMessage } from "./message-writes";
import { type Call, defineOperation } from "./operation";
import { eventOf, messageWritten } from "./outputs";
import { memberChangesQuery, messagePage, pageQuery, timelinePage } from "./paging";
import { requireRead, requireScope } from "./scopes";

/** The body of a new message. */
export const draftBody = draftSchema.omit({ correlation_id: true });

const list = defineOperation({
  id: "messages.list",
  method: "GET",
  path: "/api/channels/{channel_id}/messages",
  summary: "Read a channel's timeline",
  description:
    "Roots, and replies that were also sent to the channel, in ascending order. At most one of `after_seq`, `before_seq`, `around_seq` and `mode=latest`; without them the newest page.",
  tag: "Messages",
  scope: "messages:read",
  query: pageQuery.extend({ member_changes: memberChangesQuery }),
  output: messagePage,
  errors: ["malformed"],
  unknownFields: "ignore",
  example: { channel_id: exampleIds.channel, mode: "latest", limit: 50 },
  run: async ({ app, caller, request, input: { channel_id, member_changes, ...page } }) => {
    if (member_changes) requireScope(caller, "channels:read");
    return {
      body: await app.queries.messages.channelPage(caller.user_id, channel_id, {
        ...timelinePage(page),
        bytesMax: request.answerBytesMax,
        memberChanges: member_changes,
      }),
    };
  },
});

const send = defineOperation({
  id: "messages.send",
  method: "POST",
  path: "/api/channels/{channel_id}/messages",
  summary: "Send a message to a channel",
  description:
    "With a `nonce` the request may be repeated safely: an equal request answers 200 with the original, for ever.",
  tag: "Messages",
  scope: "messages:write",
  body: draftBody,
  output: messageWritten,
  status: 201,
  otherStatuses: { 200: "An equal request with this nonce came before; this is its message" },
  errors: ["nonce_conflict", "archived"],
  idempotency: "nonce",
  send: true,
  unknownFields: "ignore",
  example: { channel_id: exampleIds.channel, body: "The build is green.", nonce: "build-4711" },
  run: async (call) => {
    const { channel_id, ...draft } = call.input;
    const { workspace_id } = await locateChannel(call, channel_id);
    const place = { workspace_id, channel_id, direct_conversation_id: null };
    const { status, ...body } = await sendMessage(call, place, draft);
    return { status, body };
  },
});

const get = defineOperation({
  id: "messages.get",
  method: "GET",
  path: "/api/messages/{message_id}",
  unknownFields: "ignore",
  summary: "Read one message",
  tag: "Messages",
  scope: "messages:read",
  output: z.object({ message: messageSchema }),
  etag: true,
  volatile: ["author", "quoted_author", "thread_state", "reactions"],
  example: { message_id: exampleIds.message },
  run: async ({ app, caller, input }) => {
    const message = await app.queries.messages.get(caller.user_id, input.message_id);
    requireRead(caller, message);
    return { body: { message } };
  },
});

const update = defineOperation({
  id: "messages.update",
  method: "PATCH",
  path: "/api/messages/{message_id}",
  summary: "Edit your message",
  tag: "Messages",
  scope: "messages:write",
  body: updateMessageInput.omit({ message_id: true }),
  output: messageWritten,
  errors: ["archived", "conflict"],
  unknownFields: "ignore",
  example: { message_id: exampleIds.message, body: "The build is green again." },
  run: (call) => change(call, { type: "message.update", input: call.input }),
});

const remove = defineOperation({
  id: "messages.remove",
  method: "DELETE",
  path: "/api/messages/{message_id}",
  summary: "Delete a message for everybody",
  description: "Its author anywhere; the owner and moderators in channels. The text leaves the log for good.",
  rowsMax: 600,
  tag: "Messages",
  scope: "messages:write",
  output: messageWritten,
  unknownFields: "ignore",
  example: { message_id: exampleIds.message },
  run: (call) => change(call, { type: "message.delete", input: call.input }),
});

const byNonce = defineOperation({
  id: "messages.byNonce",
  method: "GET",
  path: "/api/messages/by-nonce",
  unknownFields: "ignore",
  summary: "Find the message that you sent with a nonce",
  description: "Every answer, also a 404, carries `X-ClickClack-Message-Nonce: supported`.",
  tag: "Messages",
  scope: "messages:read",
  query: z.object({ workspace_id: idSchema, nonce: text(limits.nonceLengthMax).min(1) }),
  output: z.object({ message: messageSchema }),
  errors: ["not_found"],
  headers: { "X-ClickClack-Message-Nonce": "supported" },
  example: { workspace_id: exampleIds.workspace, nonce: "example-nonce" },
  run: async ({ app, caller, input: { workspace_id, nonce } }) => {
    const message = await app.queries.messages.byNonce({ user_id: caller.user_id, workspace_id }, nonce);
    requireRead(caller, message);
    return { body: { message } };
  },
});

export const messageOperations = { list, send, get, update, remove, byNonce };

/** Runs a command on a message and answers with the resulting message. */
async function change(
  call: Call<{ message_id: string }>,
  command: Extract<Command, { type: "message.update" | "message.delete" }>,
) {
  const { app, caller, input } = call;
  const { workspace_id } = await locateMessage(call, input.message_id);
  const { events } = await app.execute(workspace_id, command, { actor: caller });
  const message = await app.queries.messages.get(caller.user_id, input.message_id);
  return { body: { message, event: eventOf(events, "message.updated", "message.deleted") } };
}

import { z } from "zod";
import { toWire } from "../../domain/core/events";
import { threadStateUpdated } from "../../domain/messages/thread-state";
import { exampleIds } from "./examples";
import { locateMessage } from "./locate";
import { answerToMessage, draftOf, requestOf } from "./message-writes";
import { draftBody } from "./messages";
import { defineOperation } from "./operation";
import { replyWritten } from "./outputs";
import { threadPage, threadPageQuery } from "./paging";
import { requireDirectRead } from "./scopes";

const get = defineOperation({
  id: "threads.get",
  method: "GET",
  path: "/api/messages/{message_id}/thread",
  summary: "Read a thread",
  description:
    "The root with a page of its replies, in ascending order of `thread_seq`: the earliest, or with `latest=true` the newest.",
  tag: "Threads",
  scope: "threads:read",
  query: threadPageQuery,
  output: threadPage,
  errors: ["malformed"],
  unknownFields: "ignore",
  example: { message_id: exampleIds.message },
  run: async ({ app, caller, request, input: { message_id, latest, ...page } }) => {
    // The root may take as much room as any message.
    const bytesMax = request.answerBytesMax / 2;
    const body = await app.queries.threads.page(caller.user_id, message_id, {
      ...page,
      ...(latest ? { mode: "latest" } : {}),
      bytesMax,
    });
    requireDirectRead(caller, body.root);
    return { body };
  },
});

const reply = defineOperation({
  id: "threads.reply",
  method: "POST",
  path: "/api/messages/{message_id}/thread/replies",
  summary: "Reply to a message",
  description:
    "Threads have one level. A repeated request with its `nonce` answers 200 with the original; `events` then holds the reply's event alone.",
  tag: "Threads",
  scope: "threads:write",
  body: draftBody.extend({ also_send_to_channel: z.boolean().default(false) }),
  output: replyWritten,
  status: 201,
  otherStatuses: { 200: "An equal request with this nonce came before; this is its reply" },
  errors: ["nested_reply", "nonce_conflict", "archived", "conflict"],
  idempotency: "nonce",
  send: true,
  unknownFields: "ignore",
  example: { message_id: exampleIds.message, body: "Looking at it now." },
  run: async (call) => {
    const { app, caller, input } = call;
    const { message_id, also_send_to_channel, ...draft } = input;
    const { workspace_id } = await locateMessage(call, message_id);
    const command = {
      type: "thread.reply" as const,
      input: { ...draftOf(call, draft), root_message_id: message_id, also_send_to_channel },
    };
    const executed = await app.execute(workspace_id, command, {
      actor: caller,
      request: requestOf(command.input, message_id, { ...draft, also_send_to_channel }),
    });
    const { status, message } = await answerToMessage(call, executed, "thread.reply_created");
    const changed = executed.events.find((event) => event.type === threadStateUpdated.type);
    const thread_state =
      changed?.type === "thread.state_updated"
        ? changed.payload.thread_state
        : (await app.queries.threads.page(caller.user_id, message_id, { limit: 1, bytesMax: 0 })).thread_state;
    return { status, body: { message, thread_state, events: executed.events.map((event) => toWire(event)) } };
  },
});

export const threadOperations = { get, reply };

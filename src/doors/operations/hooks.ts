import { z } from "zod";
import { invalid } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { text } from "../../domain/core/text";
import { draftSchema } from "../../domain/messages/drafts.schema";
import { exampleIds } from "./examples";
import { locateChannel } from "./locate";
import { sendMessage } from "./message-writes";
import { type Call, defineOperation } from "./operation";
import { messageWritten } from "./outputs";

const hookText = text(limits.messageBodyLengthMax);

const replayed = { 200: "An equal request with this `Idempotency-Key` came before; this is its message" };

const mattermost = defineOperation({
  id: "hooks.mattermost",
  method: "POST",
  path: "/api/hooks/mattermost/{channel_id}",
  summary: "Post the text of an incoming webhook",
  description:
    "Posts as the owner of the token. Everything but `text` is ignored. An `Idempotency-Key` serves as the message's nonce.",
  tag: "Hooks",
  scope: "messages:write",
  body: z.object({ text: hookText }),
  output: messageWritten,
  status: 201,
  otherStatuses: replayed,
  errors: ["nonce_conflict", "archived"],
  idempotency: "nonce",
  send: true,
  unknownFields: "ignore",
  example: { channel_id: exampleIds.channel, text: "Disk is 91 % full on db-2." },
  run: async (call) => {
    const { status, message, event } = await post(call, call.input.text);
    return { status, body: { message, event } };
  },
});

const slash = defineOperation({
  id: "hooks.slash",
  method: "POST",
  path: "/api/hooks/slash/{channel_id}",
  summary: "Post a slash command",
  description: "The command is not registered: command and text are posted as one message.",
  tag: "Hooks",
  scope: "messages:write",
  body: z.object({ command: hookText.default(""), text: hookText.default(""), user_name: z.string().optional() }),
  form: true,
  output: messageWritten.extend({ response_type: z.literal("in_channel"), text: z.string() }),
  status: 201,
  otherStatuses: replayed,
  errors: ["nonce_conflict", "archived"],
  idempotency: "nonce",
  send: true,
  unknownFields: "ignore",
  example: { channel_id: exampleIds.channel, command: "/deploy", text: "web to production" },
  run: async (call) => {
    const posted = `${call.input.command} ${call.input.text}`.trim();
    if (posted === "") throw invalid("text", "slash command text is required");
    const { status, message, event } = await post(call, posted);
    return { status, body: { response_type: "in_channel" as const, text: message.body, message, event } };
  },
});

export const hookOperations = { mattermost, slash };

async function post(call: Call<{ channel_id: string }>, body: string) {
  const { channel_id } = call.input;
  const { workspace_id } = await locateChannel(call, channel_id);
  const { correlation_id: _none, ...draft } = draftSchema.parse({ body });
  return sendMessage(call, { workspace_id, channel_id, direct_conversation_id: null }, draft);
}

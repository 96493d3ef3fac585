import { z } from "zod";
import type { Command } from "../../domain";
import { limits } from "../../domain/core/limits";
import { messageSchema } from "../../domain/messages/schema";
import { pinInput, pinSchema } from "../../domain/pins/schema";
import { exampleIds } from "./examples";
import { locateChannel } from "./locate";
import { type Call, defineOperation } from "./operation";
import { eventOf, messageWritten } from "./outputs";

const list = defineOperation({
  id: "pins.list",
  method: "GET",
  path: "/api/channels/{channel_id}/pins",
  unknownFields: "ignore",
  summary: "Read what a channel has pinned",
  description: `At most ${limits.pinsPerChannelMax}, the newest pin first. \`pins\` has all of them; \`messages\` leaves out the last ones where their texts are very long.`,
  rowsMax: 2 * limits.pinsPerChannelMax,
  tag: "Pins",
  scope: "messages:read",
  output: z.object({ messages: z.array(messageSchema), pins: z.array(pinSchema) }),
  example: { channel_id: exampleIds.channel },
  run: async ({ app, caller, request, input: { channel_id } }) => ({
    body: await app.queries.pins.list(caller.user_id, channel_id, { bytesMax: request.answerBytesMax }),
  }),
});

const add = defineOperation({
  id: "pins.add",
  method: "POST",
  path: "/api/channels/{channel_id}/pins",
  unknownFields: "ignore",
  summary: "Pin a message to its channel",
  description: `Anyone who may write in the channel may pin there. A message is pinned once, and a channel has at most ${limits.pinsPerChannelMax} pins.`,
  tag: "Pins",
  scope: "messages:write",
  body: pinInput.omit({ channel_id: true }),
  output: messageWritten,
  status: 201,
  errors: ["archived", "conflict", "limit_reached"],
  example: { channel_id: exampleIds.channel, message_id: exampleIds.message },
  run: (call) => change(call, { type: "pin.add", input: call.input }),
});

const remove = defineOperation({
  id: "pins.remove",
  method: "DELETE",
  path: "/api/channels/{channel_id}/pins/{message_id}",
  unknownFields: "ignore",
  summary: "Unpin a message",
  description:
    "Anyone who may write in the channel may take any pin away. A message that is deleted loses its pin by itself.",
  tag: "Pins",
  scope: "messages:write",
  output: messageWritten,
  errors: ["archived"],
  example: { channel_id: exampleIds.channel, message_id: exampleIds.message },
  run: (call) => change(call, { type: "pin.remove", input: call.input }),
});

export const pinOperations = { list, add, remove };

async function change(
  call: Call<{ channel_id: string; message_id: string }>,
  command: Extract<Command, { type: "pin.add" | "pin.remove" }>,
) {
  const { app, caller, input } = call;
  const { workspace_id } = await locateChannel(call, input.channel_id);
  const { events } = await app.execute(workspace_id, command, { actor: caller });
  const message = await app.queries.messages.get(caller.user_id, input.message_id);
  return { body: { message, event: eventOf(events, "pin.added", "pin.removed") } };
}

import { z } from "zod";
import type { Command } from "../../domain";
import { limits } from "../../domain/core/limits";
import { authorSchema } from "../../domain/core/people";
import { isoTime } from "../../domain/core/text";
import { emojiSchema, reactionSummarySchema } from "../../domain/reactions/schema";
import { exampleIds } from "./examples";
import { locateMessage } from "./locate";
import { type Call, defineOperation } from "./operation";
import { eventOf, eventOrNull } from "./outputs";
import { requireRead } from "./scopes";

const written = z.object({ event: eventOrNull, reactions: z.array(reactionSummarySchema) });

const list = defineOperation({
  id: "reactions.list",
  method: "GET",
  path: "/api/messages/{message_id}/reactions",
  unknownFields: "ignore",
  summary: "Who reacted to a message",
  description: `The first ${limits.reactionListMax}; the counts of the message are whole.`,
  rowsMax: 600,
  tag: "Reactions",
  scope: "messages:read",
  output: z.object({
    reactions: z.array(z.object({ emoji: z.string(), user: authorSchema, created_at: isoTime })),
    has_more: z.boolean().meta({ description: "Whether there are others, which are not listed" }),
  }),
  example: { message_id: exampleIds.message },
  run: async ({ app, caller, input }) => {
    requireRead(caller, await app.queries.messages.get(caller.user_id, input.message_id));
    return { body: await app.queries.threads.reactions(caller.user_id, input.message_id) };
  },
});

const add = defineOperation({
  id: "reactions.add",
  method: "POST",
  path: "/api/messages/{message_id}/reactions",
  summary: "React to a message",
  tag: "Reactions",
  scope: "messages:write",
  body: z.object({ emoji: emojiSchema }),
  output: written,
  status: 201,
  otherStatuses: { 200: "Your reaction was already there; nothing happened" },
  errors: ["archived", "conflict"],
  unknownFields: "ignore",
  example: { message_id: exampleIds.message, emoji: "👍" },
  run: async (call) => {
    const body = await react(call, { type: "reaction.add", input: call.input });
    return { body, status: body.event === null ? 200 : 201 };
  },
});

const remove = defineOperation({
  id: "reactions.remove",
  method: "DELETE",
  path: "/api/messages/{message_id}/reactions/{emoji}",
  summary: "Take a reaction back",
  tag: "Reactions",
  scope: "messages:write",
  output: written,
  errors: ["archived", "conflict"],
  unknownFields: "ignore",
  example: { message_id: exampleIds.message, emoji: "👍" },
  run: async (call) => ({ body: await react(call, { type: "reaction.remove", input: call.input }) }),
});

export const reactionOperations = { list, add, remove };

async function react(
  call: Call<{ message_id: string }>,
  command: Extract<Command, { type: "reaction.add" | "reaction.remove" }>,
) {
  const { app, caller, input } = call;
  const { workspace_id } = await locateMessage(call, input.message_id);
  const { events } = await app.execute(workspace_id, command, { actor: caller });
  const { reactions } = await app.queries.messages.get(caller.user_id, input.message_id);
  // If there are several, the last one has the canonical spelling.
  return { event: eventOf(events.toReversed(), "reaction.added", "reaction.removed"), reactions };
}

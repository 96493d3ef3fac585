import { z } from "zod";
import { invalid } from "./errors";
import { idOf, idSchema } from "./ids";
import { limits } from "./limits";
import { isoTime } from "./text";

/** What a caller may publish: never stored, without a cursor, dropped when a reader is slow. */
export const publishableTypes = ["typing.started", "typing.stopped", "presence.changed", "agent.progress"] as const;
export type PublishableType = (typeof publishableTypes)[number];

/** What the server tells the other devices of one person, or a stream when it opens. */
export const signalTypes = [
  "channel.read",
  "dm.read",
  "thread.read",
  "draft.updated",
  "read_states.snapshot",
  "presence.snapshot",
] as const;
export type SignalType = (typeof signalTypes)[number];

export const wireEphemeral = z
  .object({
    id: idOf("ephemeral"),
    type: z.enum([...publishableTypes, ...signalTypes]),
    v: z.literal(1),
    workspace_id: idOf("workspace"),
    channel_id: idSchema.optional(),
    direct_conversation_id: idSchema.optional(),
    actor_id: idOf("user"),
    created_at: isoTime,
    payload: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "Ephemeral", description: "Happens now and is forgotten: no cursor, never replayed" });

export type Ephemeral = z.infer<typeof wireEphemeral>;

export const presenceStatuses = ["online", "away", "offline"] as const;
export type PresenceStatus = (typeof presenceStatuses)[number];

/** What a caller hands in; the server stamps who and when. */
export const publishFields = z.object({
  workspace_id: idSchema,
  channel_id: idSchema.optional(),
  direct_conversation_id: idSchema.optional(),
  type: z.enum(publishableTypes),
  payload: z.record(z.string(), z.unknown()).default({}),
});
export type Publishing = z.output<typeof publishFields>;

/** 422 unless the ephemeral names as many conversations as its type needs and its payload is small. */
export function refuseMalformedEphemeral({ type, channel_id, direct_conversation_id, payload }: Publishing): void {
  const targets = [channel_id, direct_conversation_id].filter((id) => id !== undefined).length;
  if (targets > 1) throw invalid("direct_conversation_id", "Name a channel or a direct conversation, not both.");
  if (targets === 0 && type !== "presence.changed") throw invalid("channel_id", `${type} needs a conversation.`);
  if (JSON.stringify(payload).length > limits.ephemeralPayloadLengthMax)
    throw invalid("payload", `The payload holds at most ${limits.ephemeralPayloadLengthMax} characters.`);
}

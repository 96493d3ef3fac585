import { invalid } from "./errors";
import { limits } from "./limits";
import { isLonger } from "./measure";
import type { Ephemeral, Publishing } from "./schemas/ephemerals";

export type { Ephemeral, Publishing };

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
  "workspaces.changed",
] as const;
export type SignalType = (typeof signalTypes)[number];

export const presenceStatuses = ["online", "away", "offline"] as const;
export type PresenceStatus = (typeof presenceStatuses)[number];

/** 422 unless the ephemeral names as many conversations as its type needs and its payload is small. */
export function refuseMalformedEphemeral({ type, channel_id, direct_conversation_id, payload }: Publishing): void {
  const targets = [channel_id, direct_conversation_id].filter((id) => id !== undefined).length;
  if (targets > 1) throw invalid("direct_conversation_id", "Name a channel or a direct conversation, not both.");
  if (targets === 0 && type !== "presence.changed") throw invalid("channel_id", `${type} needs a conversation.`);
  if (isLonger(JSON.stringify(payload), limits.ephemeralPayloadLengthMax))
    throw invalid("payload", `The payload holds at most ${limits.ephemeralPayloadLengthMax} characters.`);
}

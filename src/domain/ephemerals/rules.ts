import { invalid } from "../core/errors";
import { limits } from "../core/limits";
import { isLonger } from "../core/measure";
import type { Ephemeral, Publishing } from "./schema";

export {
  type PresenceStatus,
  type PublishableType,
  presenceStatuses,
  publishableTypes,
  type SignalType,
  signalTypes,
} from "./types";
export type { Ephemeral, Publishing };

/** 422 if the ephemeral names too many or too few conversations for its type, or its payload is too large. */
export function refuseMalformedEphemeral({ type, channel_id, direct_conversation_id, payload }: Publishing): void {
  const targets = [channel_id, direct_conversation_id].filter((id) => id !== undefined).length;
  if (targets > 1) throw invalid("direct_conversation_id", "Name a channel or a direct conversation, not both.");
  if (targets === 0 && type !== "presence.changed") throw invalid("channel_id", `${type} needs a conversation.`);
  if (isLonger(JSON.stringify(payload), limits.ephemeralPayloadLengthMax))
    throw invalid("payload", `The payload holds at most ${limits.ephemeralPayloadLengthMax} characters.`);
}

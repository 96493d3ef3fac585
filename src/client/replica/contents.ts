import type { Envelope } from "../../domain/events";
import type { ContentPayload, MessageResource } from "../../domain/messages";

const contentTypes: ReadonlySet<string> = new Set(["message.created", "thread.reply_created", "message.updated"]);

/** The message that an event carries, if it is one that brings or rewrites a message. The server has checked its shape. */
export function contentIn(event: Envelope): ContentPayload["message"] | null {
  return contentTypes.has(event.type) ? (event.payload as ContentPayload).message : null;
}

/** The message with what has gathered around it, where a compacted event carries that too. */
export function resourceIn(message: ContentPayload["message"]): MessageResource | null {
  return "reactions" in message && "thread_state" in message ? (message as MessageResource) : null;
}

/** The person whom a membership event is about. */
export function subjectIn({ payload }: Envelope): string | null {
  if (typeof payload !== "object" || payload === null || !("user_id" in payload)) return null;
  return typeof payload.user_id === "string" ? payload.user_id : null;
}

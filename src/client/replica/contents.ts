import { definitionOf } from "../../domain";
import type { Envelope } from "../../domain/core/events";
import type { ContentPayload, MessageResource } from "../../domain/messages/rules";

/** The message that an event carries, if it is one that brings or rewrites a message. The server has checked its shape. */
export function contentIn(event: Envelope): ContentPayload["message"] | null {
  const does = definitionOf(event.type)?.message;
  return does === "brings" || does === "rewrites" ? (event.payload as ContentPayload).message : null;
}

/** Whether an event brings a message that was not there before. */
export function bringsMessage({ type }: Envelope): boolean {
  return definitionOf(type)?.message === "brings";
}

/** The message with what has gathered around it, where a compacted event carries that too. */
export function resourceIn(message: ContentPayload["message"]): MessageResource | null {
  return "reactions" in message && "thread_state" in message ? (message as MessageResource) : null;
}

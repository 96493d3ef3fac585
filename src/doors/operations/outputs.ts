import { z } from "zod";
import { wireEnvelope } from "../../domain/core/envelope.schema";
import { type Envelope, toWire } from "../../domain/core/events";
import { messageSchema } from "../../domain/messages/schema";
import { threadStateSchema } from "../../domain/messages/threads.schema";

/** The event of a write; null when nothing changed or the write has no event. */
export const eventOrNull = wireEnvelope.nullable();

export const messageWritten = z.object({ message: messageSchema, event: eventOrNull });

export const replyWritten = z.object({
  message: messageSchema,
  thread_state: threadStateSchema,
  events: z.array(wireEnvelope),
});

/** The first of a command's events with one of these types, in wire form; null if there is none. */
export function eventOf(events: readonly Envelope[], ...types: readonly string[]): z.infer<typeof eventOrNull> {
  const event = events.find((candidate) => types.includes(candidate.type));
  return event === undefined ? null : toWire(event);
}

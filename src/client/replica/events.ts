/**
 * In: events of a boot or the stream. Out: the message that one carries, the order to fold them in, and the newest, for replay.
 */

import { definitionOf } from "../../domain";
import type { WireEnvelope } from "../../domain/core/envelope.schema";
import type { Envelope } from "../../domain/core/events";
import type { ContentPayload, MessageResource } from "../../domain/messages/rules";

/** The message that an event adds or rewrites; null for other events. The server has checked its shape. */
export function contentIn(event: Envelope): ContentPayload["message"] | null {
  const does = definitionOf(event.type)?.message;
  return does === "brings" || does === "rewrites" ? (event.payload as ContentPayload).message : null;
}

/** The messages that show another text after an event, or none any more. */
export function rewrittenBy(event: Envelope): readonly string[] {
  const definition = definitionOf(event.type);
  if (definition?.message === "rewrites") return [(event.payload as ContentPayload).message_id];
  return definition?.redacts(event.payload as never) ?? [];
}

/** Whether an event adds a message. */
export function bringsMessage({ type }: Envelope): boolean {
  return definitionOf(type)?.message === "brings";
}

/** The message with its reactions and thread state, where a compacted event carries them. */
export function resourceIn(message: ContentPayload["message"]): MessageResource | null {
  return "reactions" in message && "thread_state" in message ? (message as MessageResource) : null;
}

/** The events of a boot, memberships first: they decide which messages are kept, and may be newer than the messages. */
export function inFoldingOrder(events: readonly WireEnvelope[]): WireEnvelope[] {
  const isWithin = ({ type }: WireEnvelope) => definitionOf(type)?.about === "content";
  return [...events.filter((event) => !isWithin(event)), ...events.filter(isWithin)];
}

/** The newest events of the stream, kept so that they can be replayed over a page that was read before them. */
export class RecentEvents {
  private events: Envelope[] = [];
  private readonly max: number;
  /** Every visible event after this cursor is kept. */
  floor: number;

  constructor(floor: number, max = 2_000) {
    this.floor = floor;
    this.max = max;
  }

  push(event: Envelope): void {
    this.events.push(event);
    if (this.events.length < this.max * 1.5) return;
    this.events = this.events.slice(-this.max);
    this.floor = (this.events[0]?.cursor ?? this.floor + 1) - 1;
  }

  /** The events after a cursor, oldest first; null when some of them are no longer kept. */
  after(cursor: number): readonly Envelope[] | null {
    if (cursor < this.floor) return null;
    return this.events.slice(this.indexAfter(cursor));
  }

  private indexAfter(cursor: number): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle]?.cursor ?? 0) <= cursor) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

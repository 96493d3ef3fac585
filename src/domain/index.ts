/**
 * The core of Parley: pure rules, the same in the server, the browser and the tests.
 *
 * workspace: a team's space, with one log · member: a person or bot in a workspace · channel, direct conversation: a place for
 * messages · root: a message of the timeline · thread: a root with its replies · command: a requested change · event: a change
 * that happened · log: the events of a workspace · cursor: a place in the log · head: the last cursor · state: the result of all
 * events.
 */

import { eventTooNew } from "./core/errors";
import type { Envelope, EnvelopeOf, EventDefinition, Meaning } from "./core/events";
import type { Change, State } from "./core/kinds";
import { eventDefinitions } from "./definitions";

export { eventDefinitions };

export type Event = EnvelopeOf<(typeof eventDefinitions)[number]>;
export type EventType = Event["type"];
export type { Command } from "./command-definitions";

type AnyDefinition = EventDefinition<string, never, never>;

const eventByType = new Map<string, AnyDefinition>(
  eventDefinitions.map((definition) => [definition.type, definition as unknown as AnyDefinition]),
);

/**
 * Returns the entity changes that an event makes. An event type that this build does not know changes nothing. Throws
 * `event_too_new`.
 */
export function reduce(state: State, event: Envelope): Change[] {
  const definition = definitionOf(event.type);
  if (definition === undefined) return [];
  const newest = event.v === definition.reads ? event : newestOf(event);
  return definition.reduce(state, newest as Envelope<string, never>);
}

/** The definition of an event type, if this build knows it. */
export function definitionOf(type: string): AnyDefinition | undefined {
  return eventByType.get(type);
}

/** Whether this build can read the version of an event. It ignores unknown types, so it can read any version of those. */
export function isReadable({ type, v }: Pick<Envelope, "type" | "v">): boolean {
  return v <= (definitionOf(type)?.reads ?? v);
}

/** The event types whose meaning passes the test, for code that must name them. */
export function typesThat(mean: (meaning: Meaning) => boolean): EventType[] {
  return eventDefinitions.filter(mean).map(({ type }) => type);
}

/**
 * Upcasts an event to the newest version of its type, the only one that code knows. Returns the same object if it already has
 * that version. If the payload was not loaded, there is nothing to upcast. Throws `event_too_new` for a version of a newer build:
 * this build does not know what the event says, so it must not be folded.
 */
export function newestOf<E extends Envelope>(event: E): E {
  const definition = definitionOf(event.type);
  if (definition === undefined) return event;
  const { reads, upcasts } = definition;
  if (event.v > reads) throw eventTooNew(event, reads);
  if (event.v === reads) return event;
  const isRead = event.payload !== null && event.payload !== undefined;
  const due = isRead ? upcasts.slice(event.v - 1) : [];
  return { ...event, v: reads, payload: due.reduce<unknown>((older, upcast) => upcast(older as never), event.payload) };
}

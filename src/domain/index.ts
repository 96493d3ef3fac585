/**
 * The core of Parley: pure rules, the same in the server, the browser and the tests.
 *
 * workspace: a team's space, with one log · member: a person or bot in a workspace · channel, direct conversation: where messages stand ·
 * root: a message of the timeline · thread: a root with its replies · command: what somebody wants · event: what happened ·
 * log: the events of a workspace · cursor: a place in the log · head: the last cursor · state: what the events add up to.
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

/** Which entities an event changes. A type this build does not know changes nothing. Throws `event_too_new`. */
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

/** Whether this build knows the version of an event; a type that it does not know says nothing to it, whatever its version. */
export function isReadable({ type, v }: Pick<Envelope, "type" | "v">): boolean {
  return v <= (definitionOf(type)?.reads ?? v);
}

/** The types of events that mean something, for code that must name them. */
export function typesThat(mean: (meaning: Meaning) => boolean): EventType[] {
  return eventDefinitions.filter(mean).map(({ type }) => type);
}

/**
 * The event in the newest version of its type, which is the only one that code knows; the same object when it is of that already. An event whose
 * payload was not read has none to be changed. Throws `event_too_new` for a version of a newer build: it must not be folded, for nobody here
 * knows what it says.
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

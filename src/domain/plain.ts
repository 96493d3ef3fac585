import { definitionOf, type Event } from ".";
import type { Envelope } from "./core/events";
import { conversationOf } from "./core/timelines";
import type { ContentPayload } from "./messages/rules";

/**
 * The flat form of boot and SSE (docs/protocol.md, "The plain form"): `type`, usually `event`, and the other fields beside them.
 */
export type PlainEvent = { readonly type: string; readonly event?: string; readonly at?: string } & {
  readonly [field: string]: unknown;
};

/** Returns the name of a person in the workspace, if it is known. */
export type NameOf = (userId: string) => string | undefined;

/** The plain form of an event. A type that the table does not list becomes `type`, `event` and its ids. */
export function toPlain(event: Event | Envelope, nameOf: NameOf = () => undefined): PlainEvent {
  const row = table[event.type as Event["type"]] as Row | undefined;
  const flatten = row ?? withIds;
  return flatten(event as never, nameOf);
}

/** A person, as a plain stream introduces them when they first appear. */
export function plainPerson(person: { readonly id: string; readonly name: string; readonly at: string }): PlainEvent {
  return { type: "user", event: "created", at: person.at, id: person.id, name: person.name };
}

/**
 * The author of a message, as the message introduces them to a reader who does not know them otherwise; null for other events.
 */
export function plainAuthor(event: Event | Envelope): PlainEvent | null {
  const content = newContent(event);
  if (content === null) return null;
  const { author, created_at } = content.message;
  return plainPerson({ id: author.id, name: author.display_name, at: created_at });
}

/** Sent when there is nothing else to send: the stream is alive. */
export const plainHeartbeat: PlainEvent = { type: "heartbeat" };

/** The people that an event names and that its plain form does not introduce itself. */
export function peopleIn(event: Event | Envelope): string[] {
  const known = event as Event;
  if (known.type === "member.joined") return [];
  if (known.type === "direct.created") return known.payload.conversation.member_ids;
  return [newContent(event)?.author_id ?? event.actor_id];
}

/** The payload of an event with a new message; null for other events. */
function newContent(event: Event | Envelope): ContentPayload | null {
  return definitionOf(event.type)?.message === "brings" ? (event.payload as ContentPayload) : null;
}

type Row = (event: never, nameOf: NameOf) => PlainEvent;
type Table = {
  readonly [T in Event["type"]]?: (event: Extract<Event, { type: T }>, nameOf: NameOf) => PlainEvent;
};

const table: Table = {
  "member.joined": ({ created_at, payload: { member } }) =>
    plainPerson({ id: member.user_id, name: member.display_name, at: created_at }),
  "member.updated": (event) => ({ ...withIds(event), name: event.payload.member.display_name }),
  "workspace.created": (event) => ({ ...withIds(event), name: event.payload.workspace.name }),
  "workspace.updated": (event) => ({ ...withIds(event), name: event.payload.workspace.name }),
  "channel.created": ({ created_at, payload: { channel } }) => conversation(created_at, channel.id, channel.name),
  "channel.updated": (event) => ({ ...withIds(event), name: event.payload.channel.name }),
  "direct.created": ({ created_at, payload: { conversation: direct } }, nameOf) => {
    const name = direct.member_ids.map((id) => nameOf(id) ?? id).join(", ");
    return { ...conversation(created_at, direct.id, name), members: direct.member_ids };
  },
  "message.created": message,
  "thread.reply_created": (event) => ({ ...message(event), thread: event.payload.root_message_id }),
  "message.updated": (event) => ({ ...message(event), event: "edited" }),
  "message.deleted": ({ created_at, payload }) => ({
    type: "message",
    event: "deleted",
    at: created_at,
    id: payload.message_id,
  }),
};

function conversation(at: string, id: string, name: string): PlainEvent {
  return { type: "conversation", event: "created", at, id, name };
}

function message(event: Envelope<string, ContentPayload>): PlainEvent {
  const { author_id, message_id, message } = event.payload;
  return {
    type: "message",
    event: "sent",
    at: event.created_at,
    conversation: conversationOf(event),
    sender: author_id,
    id: message_id,
    body: message.body,
  };
}

/** `a.b` as `type` and `event`, with the ids and short facts of its payload. */
function withIds(event: Envelope): PlainEvent {
  const [type = event.type, verb = ""] = event.type.split(".", 2);
  const payload = typeof event.payload === "object" && event.payload !== null ? event.payload : {};
  const facts = Object.entries(payload).filter(([name, value]) => isId(name, value) || isFact(value));
  const place = conversationOf(event);
  return {
    type,
    event: verb,
    at: event.created_at,
    ...(place === "" ? {} : { conversation: place }),
    ...Object.fromEntries(facts),
  };
}

function isId(name: string, value: unknown): boolean {
  return name.endsWith("_id") && typeof value === "string";
}

function isFact(value: unknown): boolean {
  return typeof value === "number" || typeof value === "boolean" || (typeof value === "string" && value.length <= 64);
}

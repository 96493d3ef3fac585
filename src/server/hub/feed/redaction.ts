// Log → tail. In: new events, among them deletions. Out: events read before, without the texts that were deleted since.
import { definitionOf, type Event } from "../../../domain";
import { redactPayload } from "../../../domain/messages/redaction";

const rememberedMax = 5_000;

/** I8: remembers the recently deleted messages, so that events read earlier also lose their texts. */
export type RecentDeletions = {
  /** Notes the deletions among new events and returns the ids of the deleted messages. */
  note(events: readonly Event[]): ReadonlySet<string>;
  /** The event without any text that was deleted since it was read. */
  apply(event: Event): Event;
};

export function createRedactions(): RecentDeletions {
  const remembered = new Set<string>();
  return {
    note: (events) => {
      const ids = new Set(events.flatMap((event) => deletedMessage(event) ?? []));
      for (const id of ids) remembered.add(id);
      for (const oldest of remembered) {
        if (remembered.size <= rememberedMax) break;
        remembered.delete(oldest);
      }
      return ids;
    },
    apply: (event) => redactFor(event, remembered),
  };
}

/** Returns the same event if it carries none of the texts. */
export function redactFor(event: Event, deletedIds: ReadonlySet<string>): Event {
  if (deletedIds.size === 0 || !("message" in event.payload)) return event;
  const { id, quoted_message_id } = event.payload.message;
  const ids = [id, quoted_message_id ?? ""].filter((candidate) => deletedIds.has(candidate));
  const payload = ids.reduce<unknown>(redactPayload, event.payload);
  return payload === event.payload ? event : ({ ...event, payload } as Event);
}

function deletedMessage(event: Event): string | undefined {
  return definitionOf(event.type)?.redacts(event.payload as never)[0];
}

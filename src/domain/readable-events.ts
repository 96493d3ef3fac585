import type { Event } from ".";
import { readsEveryText, type TextReader, withhold } from "./messages/readable-texts";

/** The event as its reader may see it: the same object if it carries no text that they may not read. */
export function withoutTexts<E extends Event>(event: E, reader: TextReader): E {
  if (readsEveryText(reader.scopes) || !("message" in event.payload)) return event;
  const message = withhold(reader, event.payload.message);
  return message === event.payload.message ? event : { ...event, payload: { ...event.payload, message } };
}

import { readsEveryText, type TextReader, withhold } from "../../domain/messages/readable-texts";

type Message = Parameters<typeof withhold>[1];

/**
 * What an operation answers, as its caller may have it: wherever it holds a message, also in an event, without the texts that the caller's
 * token may not read. The same object for a caller who may read everything.
 */
export function withoutUnreadable<T>(answered: T, caller: TextReader | null): T {
  if (caller === null || readsEveryText(caller.scopes)) return answered;
  return strip(answered, caller) as T;
}

function strip(value: unknown, reader: TextReader): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => strip(item, reader));
  const stripped = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, strip(inner, reader)]));
  return isMessage(stripped) ? withhold(reader, stripped) : stripped;
}

/** Told by the fields that place it, and by one that no other resource has. */
function isMessage(value: object): value is Message {
  return "quoted_body_snapshot" in value && "thread_root_id" in value && "author_id" in value;
}

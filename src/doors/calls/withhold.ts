import { readsEveryText, type TextReader, withhold } from "../../domain/messages/readable-texts";

type Message = Parameters<typeof withhold>[1];

/**
 * An operation's answer without the texts that the caller's token may not read, in every message it holds, including those in
 * events. Returns the same object for a caller who may read everything.
 */
export function withoutUnreadable<T>(answered: T, caller: TextReader | null): T {
  if (caller === null || readsEveryText(caller.scopes)) return answered;
  return withoutTextsOf(answered, caller) as T;
}

function withoutTextsOf(value: unknown, reader: TextReader): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withoutTextsOf(item, reader));
  const readable = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withoutTextsOf(inner, reader)]),
  );
  return isMessage(readable) ? withhold(reader, readable) : readable;
}

/** Recognizes a message by fields that no other resource has together. */
function isMessage(value: object): value is Message {
  return "quoted_body_snapshot" in value && "thread_root_id" in value && "author_id" in value;
}

import { defineEvent, type EnvelopeWith } from "../../src/domain/core/events";
import { type ContentPayload, messageCreated } from "../../src/domain/messages/rules";
import type { KeptLog } from "./log-story";

/** The value that old messages get in the new field. */
export const gained = "told by nobody";

/**
 * Gives `message.created` a second version in this process, as if its message had just gained `author_runtime`, a field that
 * version 1 lacks. Replaces the definition in place, since all code shares it. `writes: 1` is the release before the one that
 * writes it. The result undoes the change.
 */
export function defineSecondVersion({ writes }: { readonly writes: 1 | 2 }): () => void {
  const first = { ...messageCreated };
  const second = defineEvent("message.created", {
    ...first,
    reduce: (state, event: EnvelopeWith<ContentPayload>) => first.reduce(state, { ...event, type: first.type }),
    upcasts: [withRuntime],
    writes,
  });
  const create: typeof first.create = (payload, placement) =>
    second.create(writes === 1 ? withoutRuntime(payload) : payload, placement);
  Object.assign(messageCreated, second, { create });
  return () => Object.assign(messageCreated, first);
}

/** A kept log as it was before that field. The column came with a migration that filled it. */
export function beforeSecondVersion({ events, tables }: KeptLog): KeptLog {
  const created = events.filter(({ type }) => type === "message.created");
  const ids = new Set(created.map(({ payload }) => (payload as ContentPayload).message_id));
  return {
    events: events.map((event) =>
      event.type === "message.created" ? { ...event, payload: withoutRuntime(event.payload as ContentPayload) } : event,
    ),
    tables: {
      ...tables,
      messages: (tables.messages ?? []).map((row) =>
        ids.has(String(row.id)) && !wasUpdated(events, row.id) ? { ...row, author_runtime: gained } : row,
      ),
    },
  };
}

/** An edit contains the whole message, and so the value of the field. */
function wasUpdated(events: KeptLog["events"], id: unknown): boolean {
  return events.some(
    ({ type, payload }) => type === "message.updated" && (payload as ContentPayload).message_id === id,
  );
}

function withRuntime(payload: ContentPayload): ContentPayload {
  return { ...payload, message: { ...payload.message, author_runtime: gained } };
}

function withoutRuntime(payload: ContentPayload): ContentPayload {
  const { author_runtime: _left, ...message } = payload.message;
  // The payload as in version 1, which no type describes any more.
  return { ...payload, message: message as ContentPayload["message"] };
}

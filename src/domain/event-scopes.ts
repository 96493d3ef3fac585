import { definitionOf } from ".";
import type { Envelope } from "./core/events";
import type { Scope } from "./core/scopes";

/** Whether a token may receive an event. People (`null`) receive every event they may see. */
export function scopesAllow(scopes: ReadonlySet<Scope> | null, event: Envelope): boolean {
  if (scopes === null) return true;
  const scope = isOfReply(event) ? "threads:read" : definitionOf(event.type)?.scope;
  if (scope === undefined || !scopes.has(scope)) return false;
  return event.direct_conversation_id === null || scopes.has("dms:read");
}

/** Whether an event is about a reply. Such an event belongs to the thread, whatever its type. */
export function isOfReply({ type, payload }: Envelope): boolean {
  if (definitionOf(type)?.message === undefined || typeof payload !== "object" || payload === null) return false;
  if (!("message_id" in payload) || !("root_message_id" in payload)) return false;
  return payload.message_id !== payload.root_message_id;
}

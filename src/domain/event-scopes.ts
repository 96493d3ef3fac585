import type { Scope } from "./core/scopes";
import type { Envelope } from "./events";

/** What a bot's token must hold to be told of an event, by the first word of its type; `dms:read` besides in direct conversations. */
const scopeByNoun: Readonly<Record<string, Scope>> = {
  workspace: "workspaces:read",
  member: "workspaces:read",
  bot: "workspaces:read",
  invite: "workspaces:read",
  channel: "channels:read",
  direct: "dms:read",
  message: "messages:read",
  reaction: "messages:read",
  thread: "threads:read",
};

/** Whether a token may be told of an event; people (`null`) are told of everything they may see. */
export function scopesAllow(scopes: ReadonlySet<Scope> | null, event: Envelope): boolean {
  if (scopes === null) return true;
  const scope = isOfReply(event) ? "threads:read" : scopeByNoun[event.type.slice(0, event.type.indexOf("."))];
  if (scope === undefined || !scopes.has(scope)) return false;
  return event.direct_conversation_id === null || scopes.has("dms:read");
}

/** Whether an event tells what became of a reply, which belongs to its thread whatever the type says. */
export function isOfReply({ type, payload }: Envelope): boolean {
  if (!type.startsWith("message.") || typeof payload !== "object" || payload === null) return false;
  if (!("message_id" in payload) || !("root_message_id" in payload)) return false;
  return payload.message_id !== payload.root_message_id;
}

import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";
import type { Viewer } from "../../server/queries/viewing";
import { requireScope } from "./scopes";

type Locating = { readonly app: App; readonly caller: Caller };

/**
 * The caller as a viewer of the workspace that a channel belongs to. Throws `not_found` for an unknown
 * channel. Grants nothing by itself.
 */
export async function locateChannel({ app, caller }: Locating, channelId: string): Promise<Viewer> {
  return { user_id: caller.user_id, workspace_id: await app.queries.locate.channel(channelId) };
}

/** The same for a direct conversation. */
export async function locateDirect({ app, caller }: Locating, directId: string): Promise<Viewer> {
  return { user_id: caller.user_id, workspace_id: await app.queries.locate.direct(directId) };
}

/**
 * The same for a message that a call is about to change. In a direct conversation a bot also needs `dms:write`. Throws
 * `not_found` for a bot that cannot see the message.
 */
export async function locateMessage({ app, caller }: Locating, messageId: string): Promise<Viewer> {
  const viewer = { user_id: caller.user_id, workspace_id: await app.queries.locate.message(messageId) };
  if (caller.scopes === null || caller.scopes.has("dms:write")) return viewer;
  const message = await app.queries.messages.get(caller.user_id, messageId);
  if (message.direct_conversation_id !== null) requireScope(caller, "dms:write");
  return viewer;
}

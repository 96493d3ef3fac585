import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";
import type { Viewer } from "../../server/queries/viewing";
import { requireScope } from "./scopes";

type Reaching = { readonly app: App; readonly caller: Caller };

export async function inChannel({ app, caller }: Reaching, channelId: string): Promise<Viewer> {
  return { user_id: caller.user_id, workspace_id: await app.queries.locate.channel(channelId) };
}

export async function inDirect({ app, caller }: Reaching, directId: string): Promise<Viewer> {
  return { user_id: caller.user_id, workspace_id: await app.queries.locate.direct(directId) };
}

/**
 * The caller beside a message that is about to be written to. In a direct conversation a bot needs `dms:write` too; one that cannot
 * see the message learns nothing of it (`not_found`).
 */
export async function beside({ app, caller }: Reaching, messageId: string): Promise<Viewer> {
  const viewer = { user_id: caller.user_id, workspace_id: await app.queries.locate.message(messageId) };
  if (caller.scopes === null || caller.scopes.has("dms:write")) return viewer;
  const message = await app.queries.messages.get(caller.user_id, messageId);
  if (message.direct_conversation_id !== null) requireScope(caller, "dms:write");
  return viewer;
}

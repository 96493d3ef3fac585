// Reader → frame. In: a caller's request, and frames. Out: the viewer and cursor to read from, and each frame as shared JSON.
import { DomainError, notFound } from "../../domain/core/errors";
import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";

export type Hub = App["hub"];
export type LiveViewer = Parameters<Hub["stream"]>[0];
export type Frame = Hub["stream"] extends (...args: never) => AsyncGenerator<infer B> ? B : never;
export type Receiver = Parameters<Hub["follow"]>[2];
export type Delivered = Frame["events"][number];

type Reading = { readonly app: App; readonly caller: Caller };

/** The caller as a reader of one workspace: the named one, else their token's, else that of their oldest membership. */
export async function viewerOf({ app, caller }: Reading, workspaceId: string | undefined): Promise<LiveViewer> {
  const { user_id, credential_id, scopes } = caller;
  const named = workspaceId === "" ? undefined : workspaceId;
  if (named !== undefined && caller.workspace_id !== null && named !== caller.workspace_id)
    throw notFound("The workspace");
  const workspace_id = named ?? caller.workspace_id ?? (await app.queries.workspaces.firstOf(user_id));
  if (workspace_id === undefined) throw notFound("The workspace");
  return { user_id, workspace_id, credential_id, scopes };
}

/** A ClickClack cursor: a client may have kept one from before it moved to Parley. */
const elsewhere = /^cur_[0-9a-z]{1,60}$/iu;

/**
 * The number in a cursor from a reader; null when none was given. A ClickClack cursor becomes a place that no log has, so that
 * its reader gets `cursor_gone` and starts anew. Throws 400 for a text that was never a cursor.
 */
export function parseCursor(name: string, text: string | null | undefined): number | null {
  if (text === null || text === undefined || text === "") return null;
  if (/^\d{1,15}$/u.test(text)) return Number(text);
  if (elsewhere.test(text)) return Number.MAX_SAFE_INTEGER;
  throw new DomainError("malformed", `${name} must be a cursor that this server gave out.`);
}

/** A frame as one JSON text, made once for all readers that receive the same frame. */
export function frameJson(frame: Frame): string {
  const known = frameTexts.get(frame);
  if (known !== undefined) return known;
  const events = frame.events.map((delivered) => delivered.wire).join(",");
  const text = `{"after":"${frame.after}","upto":"${frame.upto}","events":[${events}]}`;
  frameTexts.set(frame, text);
  return text;
}

const frameTexts = new WeakMap<Frame, string>();

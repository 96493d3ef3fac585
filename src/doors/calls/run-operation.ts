import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";
import type { RequestInfo } from "../http/request-info";
import type { Operation } from "../operations/operation";
import { withoutUnreadable } from "./withhold";

type Running = { readonly app: App; readonly request: RequestInfo; readonly caller: Caller | null };

/**
 * Runs an operation for an authorized caller and measures how long it takes. Its commands carry the request that caused them. Its
 * answer never holds text that the caller's token may not read. Throws what the operation throws.
 */
export async function runOperation<C extends Running, A extends { readonly body?: unknown }>(
  operation: Pick<Operation, "id"> & { readonly run: (call: C) => Promise<A> },
  call: C,
): Promise<A> {
  const { app, request, caller } = call;
  const { metrics, tracing } = app.context;
  const since = performance.now();
  const span = tracing.begin(operation.id, { parent: request.record.span?.context ?? null });
  const cause = { request_id: request.id, span: span.context };
  const execute: App["execute"] = (workspaceId, command, options) =>
    app.execute(workspaceId, command, { ...options, cause });
  try {
    const answer = await operation.run({ ...call, app: { ...app, execute } });
    if (!("body" in answer)) return answer;
    const body = withoutUnreadable(answer.body, caller);
    // JSON encoded before the removal still holds the removed texts.
    return body === answer.body ? answer : { ...answer, body, json: undefined };
  } finally {
    span.end();
    metrics.http.ran(operation.id, (performance.now() - since) / 1_000);
  }
}

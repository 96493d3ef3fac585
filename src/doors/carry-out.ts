import type { App } from "../server/app";
import type { Operation, RequestInfo } from "./operations/operation";

/**
 * Carries out an operation for a caller who has been admitted, and tells how long it took. Its commands know the request that caused
 * them.
 */
export async function carryOut<C extends { readonly app: App; readonly request: RequestInfo }, A>(
  operation: Pick<Operation, "id"> & { readonly run: (call: C) => Promise<A> },
  call: C,
): Promise<A> {
  const { app, request } = call;
  const { metrics, tracing } = app.context;
  const since = performance.now();
  const span = tracing.begin(operation.id, { parent: request.exchange.span?.context ?? null });
  const cause = { request_id: request.id, span: span.context };
  const execute: App["execute"] = (workspaceId, command, options) =>
    app.execute(workspaceId, command, { ...options, cause });
  try {
    return await operation.run({ ...call, app: { ...app, execute } });
  } finally {
    span.end();
    metrics.http.ran(operation.id, (performance.now() - since) / 1_000);
  }
}

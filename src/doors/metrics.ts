import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "../domain/core/errors";
import type { App } from "../server/app";
import { requestInfoOf } from "./http/request-info";
import { logRequest } from "./http/request-log";
import { pathOf } from "./http/request-target";
import { refuse, send } from "./rest/responses";

const methods = "GET, HEAD, OPTIONS";

/** Whether a request is for the metrics, which are not part of the public contract. */
export function isForMetrics(incoming: IncomingMessage): boolean {
  return pathOf(incoming) === "/metrics";
}

/**
 * Serves the metrics, in Prometheus's text format, to callers with the token. A local address proves nothing: a proxy's
 * requests also come from this machine.
 */
export async function serveMetrics(app: App, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method = "" } = incoming;
  if (method === "OPTIONS") return void outgoing.writeHead(204, { Allow: methods }).end();
  const refusal = refusalFor(app, incoming);
  if (refusal !== null) return refuseMetrics(app, refusal, { incoming, outgoing });
  if (method !== "GET" && method !== "HEAD") return void outgoing.writeHead(405, { Allow: methods }).end();
  const { metrics, logger } = app.context;
  try {
    const text = await metrics.text();
    outgoing.writeHead(200, { "Content-Type": metrics.contentType, "Cache-Control": "no-store" }).end(text);
  } catch (error) {
    logger.error({ err: error }, "the metrics could not be read");
    outgoing.destroy();
  }
}

/** Null for a request that may read the metrics. */
function refusalFor({ auth, context }: App, { headers }: IncomingMessage): DomainError | null {
  if (context.env.metricsToken === undefined)
    return new DomainError("not_configured", "This process serves no metrics: PARLEY_METRICS_TOKEN is not set.");
  if (auth.mayReadMetrics(headers.authorization)) return null;
  const what =
    headers.authorization === undefined ? "The metrics need their token" : "This is not the token of the metrics";
  return new DomainError(
    "unauthenticated",
    `${what}: send "Authorization: Bearer …" with the value of PARLEY_METRICS_TOKEN or, where that is not set, of the file metrics-token in the data folder.`,
  );
}

/** Logged and counted like every other request, unlike a scrape with the token. */
function refuseMetrics(
  app: App,
  refusal: DomainError,
  { incoming, outgoing }: { incoming: IncomingMessage; outgoing: ServerResponse },
): void {
  logRequest(app, "rest", { incoming, outgoing });
  const request = requestInfoOf(incoming);
  send(outgoing, refuse(refusal, request, app.context));
}

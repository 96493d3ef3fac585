import type { IncomingMessage, ServerResponse } from "node:http";
import type { App } from "../server/app";
import { pathOf } from "./request-target";

/**
 * Whether a request asks for the metrics and may: it brings the token. For everybody else there is nothing at this address, which is
 * no part of the public contract. That a request comes from this machine is no proof, for a proxy's requests do, too.
 */
export function asksForMetrics({ auth }: App, incoming: IncomingMessage): boolean {
  return pathOf(incoming) === "/metrics" && auth.mayReadMetrics(incoming.headers.authorization);
}

/** Answers what is measured, in Prometheus's text format. */
export async function serveMetrics({ context }: App, outgoing: ServerResponse): Promise<void> {
  const { method = "" } = outgoing.req;
  if (method !== "GET" && method !== "HEAD")
    return void outgoing.writeHead(method === "OPTIONS" ? 204 : 405, { Allow: "GET, HEAD, OPTIONS" }).end();
  try {
    const text = await context.metrics.text();
    outgoing.writeHead(200, { "Content-Type": context.metrics.contentType, "Cache-Control": "no-store" }).end(text);
  } catch (error) {
    context.logger.error({ err: error }, "the metrics could not be read");
    outgoing.destroy();
  }
}

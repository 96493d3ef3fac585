import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { App } from "../server/app";
import type { RequestInfo } from "./operations/operation";
import { requestInfoOf } from "./request-info";

/**
 * Whether a request asks for the metrics and may: it comes straight from this machine, or brings the token. For everybody else there
 * is nothing at this address, which is no part of the public contract.
 */
export function asksForMetrics(app: App, incoming: IncomingMessage): boolean {
  const [path] = (incoming.url ?? "").split("?");
  if (path !== "/metrics" || incoming.method !== "GET") return false;
  return mayRead(app, requestInfoOf(incoming));
}

/** Answers what is measured, in Prometheus's text format. */
export async function serveMetrics({ context }: App, outgoing: ServerResponse): Promise<void> {
  try {
    const text = await context.metrics.text();
    outgoing.writeHead(200, { "Content-Type": context.metrics.contentType, "Cache-Control": "no-store" }).end(text);
  } catch (error) {
    context.logger.error({ err: error }, "the metrics could not be read");
    outgoing.destroy();
  }
}

/** A request that brings a credential is judged by that alone. */
function mayRead({ context, auth }: App, request: RequestInfo): boolean {
  const given = request.headers.get("authorization");
  if (given === null) return auth.isLocalRequest(request);
  const { metricsToken } = context.env;
  return metricsToken !== undefined && timingSafeEqual(digest(given), digest(`Bearer ${metricsToken}`));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { App } from "../server/app";
import type { ApiContext } from "./calls/authorize";
import { logRequest } from "./http/request-log";
import { isForMetrics, serveMetrics } from "./metrics";
import { createRestRouter } from "./rest/router";
import { createTrpcHandler, trpcPath } from "./trpc/handler";

export type ApiHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Answers everything beneath `/api`, the health checks and the metrics: tRPC for the web app, REST for everybody. */
export function createApiHandler(app: App): ApiHandler {
  const api: ApiContext = { app };
  const trpc = createTrpcHandler(api);
  // A placeholder host for requests without one, such as health checks over HTTP/1.0. Nothing reads it.
  const options = { overrideGlobalObjects: false, hostname: "localhost" };
  const rest = getRequestListener(createRestRouter(api).fetch, options);
  return (incoming, outgoing) => {
    if (isForMetrics(incoming)) return void serveMetrics(app, incoming, outgoing);
    const isTrpc = incoming.url?.startsWith(trpcPath);
    logRequest(app, isTrpc ? "trpc" : "rest", { incoming, outgoing });
    if (isTrpc) trpc(incoming, outgoing);
    else void rest(incoming, outgoing);
  };
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { App } from "../server/app";
import type { Door } from "./admission";
import { followExchange } from "./exchange";
import { asksForMetrics, serveMetrics } from "./metrics";
import { createRestRouter } from "./rest/router";
import { createTrpcHandler, trpcPath } from "./trpc/handler";

export type ApiHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Answers everything beneath `/api`, the health checks and the metrics: tRPC for the web app, REST for everybody. */
export function createApiHandler(app: App): ApiHandler {
  const door: Door = { app };
  const trpc = createTrpcHandler(door);
  const rest = getRequestListener(createRestRouter(door).fetch, { overrideGlobalObjects: false });
  return (incoming, outgoing) => {
    if (asksForMetrics(app, incoming)) return void serveMetrics(app, outgoing);
    const isTrpc = incoming.url?.startsWith(trpcPath);
    followExchange(app, isTrpc ? "trpc" : "rest", { incoming, outgoing });
    if (isTrpc) trpc(incoming, outgoing);
    else void rest(incoming, outgoing);
  };
}

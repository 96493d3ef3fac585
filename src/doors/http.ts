import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { App } from "../server/app";
import type { Door } from "./admission";
import { createRateLimits } from "./rate-limits";
import { createRestRouter } from "./rest/router";
import { createTrpcHandler, trpcPath } from "./trpc/handler";

export type ApiHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Answers everything beneath `/api`, and the health checks: tRPC for the web app, REST for everybody. */
export function createApiHandler(app: App): ApiHandler {
  const door: Door = { app, rateLimits: createRateLimits(app.context.env.rateLimits) };
  const trpc = createTrpcHandler(door);
  const rest = getRequestListener(createRestRouter(door).fetch, { overrideGlobalObjects: false });
  return (incoming, outgoing) => {
    if (incoming.url?.startsWith(trpcPath)) trpc(incoming, outgoing);
    else void rest(incoming, outgoing);
  };
}

import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { limits } from "../../domain/limits";
import type { Door } from "../admission";
import { namesOf } from "../exchange";
import { isFault } from "../refusal";
import { requestInfoOf } from "../request-info";
import { secretCaching } from "../rest/responses";
import { appRouter } from "./router";
import { refusalIn, type TrpcContext } from "./trpc";

export const trpcPath = "/api/trpc/";

/** tRPC over HTTP: queries and mutations, in batches of at most 20. */
export function createTrpcHandler(door: Door): RequestListener {
  const { logger } = door.app.context;
  const handle = createHTTPHandler({
    router: appRouter,
    basePath: trpcPath,
    maxBodySize: limits.jsonBodyBytesMax,
    maxBatchSize: 20,
    createContext: ({ req, res }) => contextOf(door, req, res),
    responseMeta: () => ({
      headers: { "Cache-Control": `private, ${secretCaching}`, "X-Content-Type-Options": "nosniff" },
    }),
    onError: ({ error, ctx, path }) => {
      const refusal = refusalIn(error);
      if (isFault(refusal))
        logger.error(
          { err: refusal.cause ?? error, ...(ctx ? namesOf(ctx.request.exchange) : {}), path },
          refusal.message,
        );
    },
  });
  return (incoming, outgoing) => (isForm(incoming) ? refuseForm(outgoing) : handle(incoming, outgoing));
}

function contextOf(door: Door, incoming: IncomingMessage, outgoing: ServerResponse): TrpcContext {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const request = requestInfoOf({ incoming, signal: gone.signal });
  outgoing.setHeader("X-Request-Id", request.id);
  return { door, request, setHeader: (name, value) => setHeader(outgoing, name, value) };
}

function setHeader(outgoing: ServerResponse, name: string, value: string): void {
  if (outgoing.headersSent) return;
  if (name.toLowerCase() === "set-cookie") outgoing.appendHeader(name, value);
  else outgoing.setHeader(name, value);
}

/** A form of another site can send every type but JSON without asking first. */
function isForm({ method, headers }: IncomingMessage): boolean {
  return method !== "GET" && method !== "HEAD" && !/^application\/json\s*(;|$)/iu.test(headers["content-type"] ?? "");
}

function refuseForm(outgoing: ServerResponse): void {
  outgoing.writeHead(415, { "Content-Type": "application/json", Connection: "close" });
  outgoing.end(JSON.stringify({ error: "Send the body as application/json.", code: "unsupported_media_type" }));
}

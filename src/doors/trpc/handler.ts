import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { resolveResponse } from "@trpc/server/http";
import type { Door } from "../admission";
import { namesOf } from "../exchange";
import { readText } from "../read-text";
import { isFault } from "../refusal";
import { goneSignal, headerOf, requestInfoOf } from "../request-info";
import { secretCaching } from "../rest/responses";
import { appRouter } from "./router";
import { refusalIn, type TrpcContext } from "./trpc";

export const trpcPath = "/api/trpc/";

/** tRPC over HTTP: queries and mutations, in batches of at most 20. */
export function createTrpcHandler(door: Door): RequestListener {
  const { logger } = door.app.context;

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = requestOf(incoming, outgoing);
    const response = await resolveResponse({
      router: appRouter,
      req: request,
      path: new URL(request.url).pathname.slice(trpcPath.length),
      error: null,
      maxBatchSize: 20,
      createContext: async () => contextOf(door, incoming, outgoing),
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
    await write(response, outgoing);
  }

  return (incoming, outgoing) => {
    if (isForm(incoming)) return refuseForm(outgoing);
    handle(incoming, outgoing).catch((error: unknown) => {
      logger.error({ err: error }, "a call could not be answered");
      outgoing.destroy();
    });
  };
}

/** What tRPC reads of a request. A whole `Request` around Node's own costs as much as a query of the database. */
function requestOf(incoming: IncomingMessage, outgoing: ServerResponse): Request {
  const request = {
    method: incoming.method ?? "GET",
    url: new URL(incoming.url ?? "/", "http://localhost").href,
    headers: {
      get: (name: string) => headerOf(incoming, name),
      has: (name: string) => headerOf(incoming, name) !== null,
    },
    signal: goneSignal(outgoing),
    text: () => readText(incoming),
  };
  return request as unknown as Request;
}

async function write(response: Response, outgoing: ServerResponse): Promise<void> {
  const body = response.headers.get("content-type") === "application/json" ? await response.text() : null;
  response.headers.forEach((value, name) => {
    outgoing.setHeader(name, value);
  });
  outgoing.statusCode = response.status;
  if (body !== null) return void outgoing.end(body);
  for await (const chunk of response.body ?? []) outgoing.write(chunk);
  outgoing.end();
}

function contextOf(door: Door, incoming: IncomingMessage, outgoing: ServerResponse): TrpcContext {
  const request = requestInfoOf(incoming, () => goneSignal(outgoing));
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

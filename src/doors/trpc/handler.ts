import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { resolveResponse } from "@trpc/server/http";
import { build, buildHeader } from "../../build";
import { DomainError } from "../../domain/core/errors";
import { limits } from "../../domain/core/limits";
import { refuseOutsizedJson } from "../../domain/wire/json";
import type { ApiContext } from "../calls/authorize";
import { errorTable } from "../http/errors";
import { bodyBytesMaxOf, readText } from "../http/read-text";
import { headersOf, isFault } from "../http/refusal";
import { goneSignal, headerOf, requestInfoOf } from "../http/request-info";
import { fieldsOf } from "../http/request-log";
import { operationList } from "../operations";
import { secretCaching } from "../rest/responses";
import { createBatchBudget } from "./batch-budget";
import { appRouter } from "./router";
import { refusalIn, type TrpcContext, trpcErrorOf } from "./trpc";

export const trpcPath = "/api/trpc/";

/** tRPC over HTTP: queries and mutations, in batches of at most `batchCallsMax`. */
export function createTrpcHandler(api: ApiContext): RequestListener {
  const { logger } = api.app.context;

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const asked = askedOf(incoming);
    const request = requestOf(incoming, outgoing, asked);
    const response = await resolveResponse({
      router: appRouter,
      req: request,
      path: asked.path,
      error: null,
      maxBatchSize: limits.batchCallsMax,
      createContext: async () => {
        refuseOutsizedQuery(asked);
        return contextOf(api, asked, { incoming, outgoing });
      },
      responseMeta: () => ({
        headers: { "Cache-Control": `private, ${secretCaching}`, "X-Content-Type-Options": "nosniff" },
      }),
      onError: ({ error, ctx, path }) => {
        const refusal = refusalIn(error);
        if (isFault(refusal))
          logger.error(
            { err: refusal.cause ?? error, ...(ctx ? fieldsOf(ctx.request.record) : {}), path },
            refusal.message,
          );
      },
    });
    await write(response, outgoing);
  }

  return (incoming, outgoing) => {
    if (!spoken.has(incoming.method ?? "")) return answerMethod(incoming, outgoing);
    if (isForm(incoming)) return refuseForm(outgoing);
    handle(incoming, outgoing).catch((error: unknown) => {
      logger.error({ err: error }, "a call could not be answered");
      outgoing.destroy();
    });
  };
}

/** The URL of a call or a batch, and the names of its procedures as tRPC reads them: decoded once, then split. */
type Asked = { readonly url: URL; readonly path: string; readonly isBatch: boolean; readonly names: readonly string[] };

function askedOf(incoming: IncomingMessage): Asked {
  const url = new URL(incoming.url ?? "/", "http://localhost");
  // URL resolves dot segments. The result may be another path, which calls nothing.
  const path = url.pathname.startsWith(trpcPath) ? url.pathname.slice(trpcPath.length) : "";
  const isBatch = url.searchParams.get("batch") === "1";
  const decoded = decodedPath(path);
  return { url, path, isBatch, names: isBatch ? decoded.split(",") : [decoded] };
}

/** A path that cannot be decoded calls nothing: tRPC refuses it as malformed. */
function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}

/** The most bytes of a body that are read: the limit that suits each of its calls. An unknown call counts as public. */
function bytesMaxOf({ names }: Asked): number {
  const called = names.map((name) => operationList.find(({ id }) => id === name));
  return bodyBytesMaxOf(called.map((operation) => operation ?? { access: "public" }));
}

/** A batch nests its inputs one level deeper. */
function depthMaxOf({ isBatch }: Asked): number {
  return limits.jsonDepthMax + (isBatch ? 1 : 0);
}

/** Runs before tRPC parses the query. A body is checked in the same way once it is read. */
function refuseOutsizedQuery(asked: Asked): void {
  try {
    refuseOutsizedJson(asked.url.searchParams.get("input") ?? "", depthMaxOf(asked));
  } catch (error) {
    throw trpcErrorOf(error);
  }
}

async function readBody({ incoming, outgoing }: Messages, asked: Asked): Promise<string> {
  try {
    const text = await readText(incoming, bytesMaxOf(asked));
    refuseOutsizedJson(text, depthMaxOf(asked));
    return text;
  } catch (error) {
    if (error instanceof DomainError)
      for (const [name, value] of Object.entries(headersOf(error))) setHeader(outgoing, name, value);
    throw trpcErrorOf(error);
  }
}

/** The parts of a request that tRPC reads. A whole `Request` around Node's own costs as much as a database query. */
function requestOf(incoming: IncomingMessage, outgoing: ServerResponse, asked: Asked): Request {
  const request = {
    method: incoming.method ?? "GET",
    url: asked.url.href,
    headers: {
      get: (name: string) => headerOf(incoming, name),
      has: (name: string) => headerOf(incoming, name) !== null,
    },
    signal: goneSignal(outgoing),
    text: () => readBody({ incoming, outgoing }, asked),
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

type Messages = { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse };

function contextOf(api: ApiContext, { names }: Asked, { incoming, outgoing }: Messages): TrpcContext {
  const calls = names.length;
  const request = requestInfoOf(incoming, () => goneSignal(outgoing), limits.answerBytesMax / calls);
  outgoing.setHeader("X-Request-Id", request.id);
  // An open tab learns from this that the server was updated.
  outgoing.setHeader(buildHeader, build);
  return {
    api,
    request,
    budget: createBatchBudget(calls),
    setHeader: (name, value) => setHeader(outgoing, name, value),
  };
}

function setHeader(outgoing: ServerResponse, name: string, value: string): void {
  if (outgoing.headersSent) return;
  if (name.toLowerCase() === "set-cookie") outgoing.appendHeader(name, value);
  else outgoing.setHeader(name, value);
}

/** A form on another site can send any type but JSON without a preflight. */
function isForm({ method, headers }: IncomingMessage): boolean {
  return method !== "GET" && method !== "HEAD" && !/^application\/json\s*(;|$)/iu.test(headers["content-type"] ?? "");
}

function refuseForm(outgoing: ServerResponse): void {
  const error = new DomainError("unsupported_media_type", "Send the body as application/json.");
  refuseUnread(outgoing, error, { Accept: "application/json" });
}

/** The methods that tRPC answers itself. */
const spoken: ReadonlySet<string> = new Set(["GET", "HEAD", "POST"]);

/** The methods of the called procedures, as `Allow` lists them: GET for a query, POST for a change. */
function allowedMethods({ names }: Asked): string {
  const called = names.map((name) => operationList.find(({ id }) => id === name)?.method);
  const isFor = (isQuery: boolean) => called.every((method) => method === undefined || (method === "GET") === isQuery);
  return [...(isFor(true) ? ["GET", "HEAD"] : []), ...(isFor(false) ? ["POST"] : []), "OPTIONS"].join(", ");
}

/** Answers a method that tRPC does not know with the allowed ones. */
function answerMethod(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const Allow = allowedMethods(askedOf(incoming));
  if (incoming.method === "OPTIONS") return void outgoing.writeHead(204, { Allow }).end();
  refuseUnread(outgoing, new DomainError("method_not_allowed", `This is called by ${Allow}.`), { Allow });
}

/** Refuses before tRPC sees the request, and without reading the body, which may be long. */
function refuseUnread(outgoing: ServerResponse, { code, message }: DomainError, headers: Record<string, string>): void {
  const body = JSON.stringify({ error: message, code });
  const form = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body), Connection: "close" };
  outgoing.writeHead(errorTable[code].http, { ...form, ...headers }).end(body);
}

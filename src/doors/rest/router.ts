import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { DomainError } from "../../domain/core/errors";
import type { Caller } from "../../server/auth/caller";
import type { Allowance } from "../../server/requests/rate-limits";
import { type ApiContext, authorize, refuseMissingScope, refuseOtherWorkspace } from "../calls/authorize";
import { parseInput } from "../calls/parse-input";
import { runOperation } from "../calls/run-operation";
import { HeadedRefusal } from "../http/refusal";
import type { RequestInfo } from "../http/request-info";
import { goneSignal, requestInfoOf } from "../http/request-info";
import { type AnyOperation, operationList } from "../operations";
import { refuseChanged } from "../operations/etags";
import type { Answer, Operation } from "../operations/operation";
import { definePublicOperation } from "../operations/operation";
import { toClickClack } from "./clickclack/outgoing";
import { runOnce } from "./idempotent";
import { openApiDocument } from "./openapi/document";
import type { JsonSchema } from "./openapi/schemas";
import { readRequest } from "./read-request";
import { type HttpAnswer, refuse, respond, respondEmpty, send } from "./responses";
import { isUnsupportedPath } from "./unsupported-paths";

type Bindings = { Bindings: HttpBindings };
type RestContext = Context<Bindings>;

/** The REST contract: one route per operation of the table. */
export function createRestRouter(api: ApiContext): Hono<Bindings> {
  const router = new Hono<Bindings>();
  const { logger } = api.app.context;
  const offered = [...operationList, contractOperation()].sort(literalFirst);
  const routes = offered.map(routeOf);
  for (const operation of offered) {
    router.on(operation.method, operation.path.replace(/\{(\w+)\}/gu, ":$1"), async (context) => {
      const request = requestInfo(context);
      const answer = await serve(api, operation, { context, request }).catch((error: unknown) =>
        refuse(error, request, { logger, operation }),
      );
      return answer === null ? RESPONSE_ALREADY_SENT : sent(context, answer);
    });
  }
  router.notFound((context) => {
    const request = requestInfo(context);
    const { method, path } = context.req;
    const allowed = allowedMethods(routes, path);
    if (method === "OPTIONS" && allowed !== null) return sent(context, respondEmpty(request, { Allow: allowed }));
    return sent(context, refuse(allowed === null ? unknownPath(path) : unknownMethod(allowed), request, { logger }));
  });
  router.onError((error, context) => sent(context, refuse(error, requestInfo(context), { logger })));
  return router;
}

type Route = { readonly method: string; readonly pattern: RegExp };

function routeOf({ method, path }: AnyOperation): Route {
  return { method, pattern: new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/gu, "[^/]+")}$`, "u") };
}

function sent({ env }: RestContext, answer: HttpAnswer): Response {
  send(env.outgoing, answer);
  return RESPONSE_ALREADY_SENT;
}

/** Not in the table, because it is generated from the table: on the first request, since that takes a while. */
function contractOperation(): Operation {
  let document: JsonSchema | undefined;
  return definePublicOperation({
    id: "service.contract",
    method: "GET",
    path: "/api/openapi.json",
    summary: "This contract",
    tag: "Service",
    beforeSetUp: true,
    etag: true,
    output: z.unknown(),
    run: async () => {
      document ??= openApiDocument();
      return { body: document };
    },
  });
}

type Served = { readonly context: RestContext; readonly request: RequestInfo };

/** Null if the operation has written its answer itself. */
async function serve(
  api: ApiContext,
  operation: AnyOperation,
  { context, request }: Served,
): Promise<HttpAnswer | null> {
  const { caller, allowance } = await authorize(api, operation, request);
  const input = parseInput(operation, await readRequest(operation, context));
  refuseOtherWorkspace(caller, input);
  if (!api.app.context.env.servesStreams && operation.lasts(input as never))
    return sendElsewhere(api, { context, request });
  const call = { app: api.app, caller: caller as never, input: input as never, request };
  if (operation.kind === "json") return serveJson(operation, { call, caller, allowance });
  if (operation.respond === null)
    throw new DomainError("malformed", "This address speaks WebSocket: send an upgrade request.");
  await operation.respond({ ...call, ...context.env });
  return null;
}

/** Redirects to the host that serves streams, with the same path and query. */
function sendElsewhere({ app }: ApiContext, { context, request }: Served): HttpAnswer {
  const { pathname, search } = new URL(context.req.url);
  const Location = `${app.context.env.realtimeUrl}${pathname}${search}`;
  return { ...respondEmpty(request, { Location }), status: 307 };
}

type JsonCall = {
  readonly call: Parameters<Operation["run"]>[0];
  readonly caller: Caller | null;
  readonly allowance: Allowance | null;
};

async function serveJson(operation: Operation, { call, caller, allowance }: JsonCall): Promise<HttpAnswer> {
  const { app, input, request } = call;
  await checkPrecondition(operation, call);
  const answer: Answer<unknown> = await runOnce(
    { app, operation, caller, input, request },
    {
      run: (keyedApp) => answerOf(operation, { ...call, app: keyedApp }),
      askRight: async (keyedApp) => operation.askRight?.({ ...call, app: keyedApp }),
    },
  );
  return respond(answer, { operation, request, allowance });
}

/** Compares the `If-Match` of a write with the present answer to a GET of the same path. */
async function checkPrecondition(operation: Operation, call: JsonCall["call"]): Promise<void> {
  const ifMatch = call.request.headers.get("if-match");
  if (ifMatch === null || operation.method === "GET") return;
  const resource = operationList.find((other) => other.path === operation.path && other.etag);
  if (resource?.kind !== "json") return;
  // Whether a tag matches reveals the content of the resource, so only a caller who may read it may ask.
  if (call.caller !== null) refuseMissingScope(resource, call.caller);
  refuseChanged(ifMatch, resource, (await answerOf(resource, call)).body);
}

/** The operation's answer in ClickClack's form. */
async function answerOf(operation: Operation, call: JsonCall["call"]): Promise<Answer<unknown>> {
  const answer: Answer<unknown> = await runOperation(operation, call);
  if (!("body" in answer)) return answer;
  const body = toClickClack(operation.output, answer.body);
  if (body === answer.body) return answer;
  // JSON that is already encoded has our own form.
  const { json: _json, ...told } = answer;
  return { ...told, body };
}

/** `/by-nonce` must be tried before `/{message_id}`: `~` comes after every letter. */
function literalFirst(one: AnyOperation, other: AnyOperation): number {
  const [first, second] = [one.path.replaceAll("{", "~"), other.path.replaceAll("{", "~")];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** The methods of a path as `Allow` lists them; null for an unknown path. */
function allowedMethods(routes: readonly Route[], path: string): string | null {
  const methods = new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
  if (methods.size === 0) return null;
  return [...methods, ...(methods.has("GET") ? ["HEAD"] : []), "OPTIONS"].sort().join(", ");
}

function unknownMethod(Allow: string): DomainError {
  return new HeadedRefusal("method_not_allowed", `This address takes ${Allow}.`, { headers: { Allow } });
}

function unknownPath(path: string): DomainError {
  if (isUnsupportedPath(path))
    return new DomainError("not_supported", "Parley does not have this part of ClickClack's contract.");
  return new DomainError("not_found", "There is nothing at this address.");
}

function requestInfo({ env }: RestContext): RequestInfo {
  return requestInfoOf(env.incoming, () => goneSignal(env.outgoing));
}

import { DomainError, notFound } from "../../domain/core/errors";
import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";
import type { Allowance } from "../../server/requests/rate-limits";
import type { RequestInfo } from "../http/request-info";
import type { AnyOperation } from "../operations";
import { requireScope } from "../operations/scopes";
import { spend } from "./rate-limits";

export type ApiContext = { readonly app: App };

export type Authorized = { readonly caller: Caller | null; readonly allowance: Allowance | null };

/**
 * Authorizes a request or refuses it, before its input is parsed: set-up, identity, origin, scope, rate limit, in this order.
 * Every door calls it, so no door can forget a check. Throws a `DomainError` that says what was refused.
 */
export async function authorize(api: ApiContext, operation: AnyOperation, request: RequestInfo): Promise<Authorized> {
  const since = performance.now();
  request.record.operations.push(operation.id);
  try {
    return await check(api, operation, request);
  } finally {
    api.app.context.metrics.http.authorized((performance.now() - since) / 1_000);
  }
}

async function check(api: ApiContext, operation: AnyOperation, request: RequestInfo): Promise<Authorized> {
  const { app } = api;
  if (!operation.beforeSetUp && !(await app.auth.isSetUp()))
    throw new DomainError("not_set_up", "This Parley has not been set up yet. Open it in a browser to do so.");
  const caller = await identify(api, operation, request);
  request.record.userId = caller?.user_id ?? null;
  if (operation.method !== "GET") refuseCrossSite(app, { caller, operation, request });
  if (caller) refuseMissingScope(operation, caller);
  const allowance =
    caller === null
      ? await spendAnonymously(api, operation, request)
      : await spend(app.rateLimits, caller.credential_id, operation.send ? "send" : "call");
  return { caller, allowance };
}

/** Throws `not_found` when a bot names a workspace other than its token's: for the bot no other exists. */
export function refuseOtherWorkspace(caller: Caller | null, input: unknown): void {
  if (caller === null || caller.workspace_id === null || typeof input !== "object" || input === null) return;
  if ("workspace_id" in input && typeof input.workspace_id === "string" && input.workspace_id !== caller.workspace_id)
    throw notFound("The workspace");
}

/**
 * The caller of a request. A failed identification is charged to the address's budget before it is refused. Public operations
 * still answer: a client whose token has expired signs in again with that token still in its headers.
 */
async function identify(api: ApiContext, operation: AnyOperation, request: RequestInfo): Promise<Caller | null> {
  const isPublic = operation.access === "public";
  if (isPublic && operation.beforeSetUp) return null;
  try {
    const caller = await api.app.auth.resolve(request);
    if (caller !== null || isPublic) return caller;
    throw new DomainError("unauthenticated", "Sign in or send a token to do this.");
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    if (isPublic) return null;
    await spendAnonymously(api, operation, request);
    throw error;
  }
}

/** Whether an error says that a request names no caller or an unknown one. */
export function isUnauthenticated(error: unknown): boolean {
  return error instanceof DomainError && error.code === "unauthenticated";
}

/**
 * Public operations have a separate budget that no other request without a credential uses up: a person who signs in
 * may share an address with an abuser. Health checks are not counted: machines call them all the time, and other
 * callers must not make them fail.
 */
async function spendAnonymously(
  { app }: ApiContext,
  operation: AnyOperation,
  request: RequestInfo,
): Promise<Allowance | null> {
  if (operation.unlimited) return null;
  return spend(app.rateLimits, await app.auth.payerOf(request), operation.access === "public" ? "public" : "anonymous");
}

type Crossing = { readonly caller: Caller | null; readonly operation: AnyOperation; readonly request: RequestInfo };

/** A request that a browser sends from another site must neither use the cookie nor sign anybody in. */
function refuseCrossSite(app: App, { caller, operation, request }: Crossing): void {
  const isFromPage = request.headers.get("origin") !== null || request.headers.get("sec-fetch-site") !== null;
  if (caller?.by_cookie || (operation.access === "public" && isFromPage)) app.auth.checkCrossSite(request);
}

/**
 * Throws 403 unless the caller may call the operation: a person, or a bot whose token has its scope, if bots may call it at all.
 */
export function refuseMissingScope({ scope }: Pick<AnyOperation, "scope">, caller: Caller): void {
  if (scope === "any" || caller.scopes === null) return;
  if (scope === "people") throw new DomainError("forbidden", "Only people may do this, not bots.");
  requireScope(caller, scope);
}

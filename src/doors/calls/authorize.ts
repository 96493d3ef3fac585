import { DomainError, notFound } from "../../domain/core/errors";
import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";
import type { Allowance } from "../../server/requests/rate-limits";
import type { RequestInfo } from "../http/request-info";
import type { AnyOperation } from "../operations";
import { requireScope } from "../operations/scopes";
import { spend } from "./rate-limits";

export type Door = { readonly app: App };

export type Admitted = { readonly caller: Caller | null; readonly allowance: Allowance | null };

/**
 * Lets a request in or refuses it, before its input is looked at: set-up, identity, origin, scope, rate limit, in this order.
 * Every door calls it, so that no door can forget one of them.
 */
export async function admit(door: Door, operation: AnyOperation, request: RequestInfo): Promise<Admitted> {
  const since = performance.now();
  request.record.operations.push(operation.id);
  try {
    return await judge(door, operation, request);
  } finally {
    door.app.context.metrics.http.admitted((performance.now() - since) / 1_000);
  }
}

async function judge(door: Door, operation: AnyOperation, request: RequestInfo): Promise<Admitted> {
  const { app } = door;
  if (!operation.beforeSetUp && !(await app.auth.isSetUp()))
    throw new DomainError("not_set_up", "This Parley has not been set up yet. Open it in a browser to do so.");
  const caller = await identify(door, operation, request);
  request.record.userId = caller?.user_id ?? null;
  if (operation.method !== "GET") refuseCrossSite(app, { caller, operation, request });
  if (caller) refuseMissingScope(operation, caller);
  const allowance =
    caller === null
      ? await spendAnonymously(door, operation, request)
      : await spend(app.rateLimits, caller.credential_id, operation.send ? "send" : "call");
  return { caller, allowance };
}

/** Bots see only the workspace of their token; to them every other one does not exist. */
export function confine(caller: Caller | null, input: unknown): void {
  if (caller === null || caller.workspace_id === null || typeof input !== "object" || input === null) return;
  if ("workspace_id" in input && typeof input.workspace_id === "string" && input.workspace_id !== caller.workspace_id)
    throw notFound("The workspace");
}

/**
 * Who is nobody here, or not who they say, has spent one of their address's budget before they are told so. What anybody may ask for
 * is answered them all the same: a client whose token has ended signs in again with that token still in its headers.
 */
async function identify(door: Door, operation: AnyOperation, request: RequestInfo): Promise<Caller | null> {
  const isPublic = operation.access === "public";
  if (isPublic && operation.beforeSetUp) return null;
  try {
    const caller = await door.app.auth.resolve(request);
    if (caller !== null || isPublic) return caller;
    throw new DomainError("unauthenticated", "Sign in or send a token to do this.");
  } catch (error) {
    if (!isUnauthenticated(error)) throw error;
    if (isPublic) return null;
    await spendAnonymously(door, operation, request);
    throw error;
  }
}

/** Whether an error says that nobody is named, or somebody who is not known. */
export function isUnauthenticated(error: unknown): boolean {
  return error instanceof DomainError && error.code === "unauthenticated";
}

/**
 * What anybody may ask for has a budget of its own, which no other request without a credential can use up: who signs in may share an
 * address with somebody who does not behave. Health checks are asked for by machines all the time, and must not be answered worse for what somebody else asks.
 */
async function spendAnonymously(
  { app }: Door,
  operation: AnyOperation,
  request: RequestInfo,
): Promise<Allowance | null> {
  if (operation.unlimited) return null;
  return spend(app.rateLimits, await app.auth.payerOf(request), operation.access === "public" ? "public" : "anonymous");
}

type Crossing = { readonly caller: Caller | null; readonly operation: AnyOperation; readonly request: RequestInfo };

/** What a browser sends by itself from another site must not act with the cookie, nor sign anybody in. */
function refuseCrossSite(app: App, { caller, operation, request }: Crossing): void {
  const isFromPage = request.headers.get("origin") !== null || request.headers.get("sec-fetch-site") !== null;
  if (caller?.by_cookie || (operation.access === "public" && isFromPage)) app.auth.checkCrossSite(request);
}

/** 403 unless the caller may call the operation: a person, or a bot whose token holds its scope where bots may call it at all. */
export function refuseMissingScope({ scope }: Pick<AnyOperation, "scope">, caller: Caller): void {
  if (scope === "any" || caller.scopes === null) return;
  if (scope === "people") throw new DomainError("forbidden", "Only people may do this, not bots.");
  requireScope(caller, scope);
}

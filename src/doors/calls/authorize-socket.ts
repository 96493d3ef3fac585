import { DomainError } from "../../domain/core/errors";
import { ticketProtocol, tokenProtocol } from "../../domain/wire/socket-protocols";
import type { App } from "../../server/app";
import type { Caller } from "../../server/auth/caller";
import type { RequestInfo } from "../http/request-info";
import { refuseSpent, spend } from "./rate-limits";

/** The message for a socket without credentials. */
export const whoIsThis = "Sign in or send a token.";

/** Throws 403 `cross_site` for a page of another site, which may open no socket, whatever credentials it has. */
export function refuseForeignPage(app: App, { headers }: RequestInfo): void {
  const origin = headers.get("origin");
  if (origin !== null && !app.context.env.origins.includes(origin)) throw foreign();
}

/**
 * Authorizes a socket before it is accepted: identity, page origin when a cookie names the caller, rate limit, in this order.
 * Returns null for a socket that may identify itself with a ticket once it is open (`authorizeTicket`).
 */
export async function authorizeSocket(
  app: App,
  request: RequestInfo,
  { mayBringTicket }: { readonly mayBringTicket: boolean },
): Promise<Caller | null> {
  const caller = await identify(app, request);
  if (caller) {
    refuseForgedPage(request, caller);
    await spend(app.rateLimits, caller.credential_id, "open");
    return caller;
  }
  if (!mayBringTicket) throw new DomainError("unauthenticated", whoIsThis);
  const payer = await app.auth.payerOf(request);
  await refuseSpent(app.rateLimits, payer, "failed_open");
  await spend(app.rateLimits, payer, "anonymous");
  return null;
}

/** The caller of an open socket: by its ticket if it has one, else the caller that the upgrade named. */
export async function authorizeTicket(app: App, caller: Caller | null, ticket: string | undefined): Promise<Caller> {
  const named = ticket === undefined ? caller : await app.auth.tickets.redeem(ticket);
  if (named === null) throw new DomainError("unauthenticated", whoIsThis);
  if (ticket !== undefined) await spend(app.rateLimits, named.credential_id, "open");
  return named;
}

/** The subprotocol that carries a credential, among those the client offers. */
export function credentialIn(protocols: readonly string[]): string | undefined {
  return protocols.find((one) => one.startsWith(tokenProtocol) || one.startsWith(ticketProtocol));
}

/**
 * The caller by `Authorization`, by the subprotocol that carries a token or a ticket, or by cookie. Null without any of them.
 * Throws `unauthenticated` for unknown credentials.
 */
async function identify(app: App, request: RequestInfo): Promise<Caller | null> {
  const offered = (request.headers.get("sec-websocket-protocol") ?? "").split(",").map((one) => one.trim());
  const protocol = credentialIn(offered);
  if (protocol === undefined || request.headers.get("authorization") !== null) return app.auth.resolve(request);
  const caller = protocol.startsWith(ticketProtocol)
    ? await app.auth.tickets.redeem(protocol.slice(ticketProtocol.length))
    : await app.auth.resolveToken(protocol.slice(tokenProtocol.length));
  if (caller === null) throw new DomainError("unauthenticated", "This token is not valid.");
  return caller;
}

/** A request with a cookie must come from one of our pages, as its `Origin` shows. Programs send a token. */
function refuseForgedPage({ headers }: RequestInfo, caller: Caller): void {
  if (caller.by_cookie && headers.get("origin") === null) throw foreign();
}

function foreign(): DomainError {
  return new DomainError("cross_site", "This request did not come from a page of Parley.");
}

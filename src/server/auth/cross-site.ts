import { DomainError } from "../../domain/core/errors";
import type { Env } from "../../env";
import type { AuthRequest } from "./requests";

type Headers = Pick<AuthRequest, "headers">;

/**
 * Refuses (`cross_site`) a request that no page of ours can have sent. For callers whom the browser identifies by itself,
 * before anything unsafe. The origin must be ours; a request that does not state its origin is refused.
 */
export function checkCrossSite(request: Headers, env: Env): void {
  if (pageOf(request, env) !== "ours")
    throw new DomainError("cross_site", `This request did not come from a page of Parley. Open Parley at ${env.url}.`);
}

/** Whether a page of another site sent a request. A program that sends no origin is not one. */
export function isFromForeignPage(request: Headers, env: Env): boolean {
  return pageOf(request, env) === "foreign";
}

function pageOf({ headers }: Headers, env: Env): "ours" | "foreign" | "unknown" {
  const origin = headers.get("origin");
  if (origin !== null) return env.origins.includes(origin) ? "ours" : "foreign";
  const site = headers.get("sec-fetch-site");
  if (site === null) return "unknown";
  return site === "same-origin" || site === "none" ? "ours" : "foreign";
}

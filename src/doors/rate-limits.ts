import { DomainError } from "../domain/errors";
import type { Allowance, Budget, RateLimits } from "../server/rate-limits";

/** 429 `rate_limited`, with the budget that is spent. */
export class RateLimited extends DomainError {
  readonly allowance: Allowance;

  constructor(allowance: Allowance) {
    super("rate_limited", "Too many requests. Try again in a moment.", { retryAfterSeconds: allowance.resetSeconds });
    this.allowance = allowance;
  }
}

/** Spends one of the budget of a credential, or of an address; null when limits are off. 429 `rate_limited` when nothing is left. */
export async function spend(rateLimits: RateLimits, whose: string, budget: Budget): Promise<Allowance | null> {
  const spent = await rateLimits.take(whose, budget);
  if (spent?.isOverdrawn) throw new RateLimited(spent);
  return spent;
}

/** The headers of the IETF draft `RateLimit` fields. */
export function rateLimitHeaders(allowance: Allowance): Record<string, string> {
  const { budget, points, seconds, remaining, resetSeconds } = allowance;
  return {
    "RateLimit-Policy": `"${budget}";q=${points};w=${seconds}`,
    RateLimit: `"${budget}";r=${remaining};t=${resetSeconds}`,
  };
}

import type { Allowance, Budget, RateLimits } from "../../server/requests/rate-limits";
import { HeadedRefusal } from "../http/refusal";

/**
 * Spends one unit of a credential's or an address's budget. Returns null when limits are off. Throws 429
 * `rate_limited` when nothing is left.
 */
export async function spend(rateLimits: RateLimits, whose: string, budget: Budget): Promise<Allowance | null> {
  const spent = await rateLimits.take(whose, budget);
  if (spent?.isOverdrawn) throw overdrawn(spent);
  return spent;
}

/** Throws 429 `rate_limited` when nothing is left of a budget. Spends nothing. */
export async function refuseSpent(rateLimits: RateLimits, whose: string, budget: Budget): Promise<void> {
  const left = await rateLimits.look(whose, budget);
  if (left?.isOverdrawn) throw overdrawn(left);
}

function overdrawn(allowance: Allowance): HeadedRefusal {
  return new HeadedRefusal("rate_limited", "Too many requests. Try again in a moment.", {
    headers: rateLimitHeaders(allowance),
    retryAfterSeconds: allowance.resetSeconds,
  });
}

/** The headers of the IETF draft `RateLimit` fields. */
export function rateLimitHeaders(allowance: Allowance): Record<string, string> {
  const { budget, points, seconds, remaining, resetSeconds } = allowance;
  return {
    "RateLimit-Policy": `"${budget}";q=${points};w=${seconds}`,
    RateLimit: `"${budget}";r=${remaining};t=${resetSeconds}`,
  };
}

import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { DomainError } from "../domain/errors";
import { limits } from "../domain/limits";
import type { App } from "../server/app";

/** Ten sends a second with bursts of thirty are thirty in three seconds. `open` counts sockets; `anonymous` is of an address, the others of a credential. */
const budgets = {
  send: { points: 30, seconds: 3 },
  call: { points: 50, seconds: 1 },
  open: { points: 10, seconds: 60 },
  anonymous: { points: limits.anonymousRequestsMax, seconds: limits.anonymousSeconds },
} as const;

export type Budget = keyof typeof budgets;

/** What is left of a budget, for the headers that announce it. */
export type Allowance = { readonly budget: Budget; readonly remaining: number; readonly resetSeconds: number };

/** 429 `rate_limited`, with the budget that is spent. */
export class RateLimited extends DomainError {
  readonly allowance: Allowance;

  constructor(allowance: Allowance) {
    super("rate_limited", "Too many requests. Try again in a moment.", { retryAfterSeconds: allowance.resetSeconds });
    this.allowance = allowance;
  }
}

export type RateLimits = {
  /** Spends one of the budget of a credential, or of an address; null when limits are off. 429 `rate_limited` when nothing is left. */
  spend(whose: string, budget: Budget): Promise<Allowance | null>;
};

/**
 * Budgets per credential, and per address for who has none, counted for all processes where they share a Redis. Who has a valid
 * credential is never limited by address.
 */
export function createRateLimits({ env, redis }: App["context"]): RateLimits {
  const here = limitersOf((options) => new RateLimiterMemory(options));
  const shared =
    redis &&
    limitersOf(({ keyPrefix, ...options }) => {
      return new RateLimiterRedis({ ...options, keyPrefix: `${redis.prefix}:${keyPrefix}`, storeClient: redis.client });
    });

  /** While the Redis cannot be reached each process counts by itself. */
  async function consume(budget: Budget, whose: string): Promise<RateLimiterRes> {
    if (redis && shared)
      try {
        return await redis.ask(() => shared[budget].consume(whose));
      } catch (reason) {
        if (reason instanceof RateLimiterRes) throw reason;
      }
    return here[budget].consume(whose);
  }

  return {
    spend: async (whose, budget) => {
      if (!env.rateLimits) return null;
      try {
        return allowance(budget, await consume(budget, whose));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new RateLimited(allowance(budget, refusal));
      }
    },
  };
}

/** The headers of the IETF draft `RateLimit` fields. */
export function rateLimitHeaders({ budget, remaining, resetSeconds }: Allowance): Record<string, string> {
  const { points, seconds } = budgets[budget];
  return {
    "RateLimit-Policy": `"${budget}";q=${points};w=${seconds}`,
    RateLimit: `"${budget}";r=${remaining};t=${resetSeconds}`,
  };
}

type LimiterOptions = { readonly keyPrefix: Budget; readonly points: number; readonly duration: number };

function limitersOf(make: (options: LimiterOptions) => RateLimiterAbstract): Record<Budget, RateLimiterAbstract> {
  const limiter = (keyPrefix: Budget) =>
    make({ keyPrefix, points: budgets[keyPrefix].points, duration: budgets[keyPrefix].seconds });
  return { send: limiter("send"), call: limiter("call"), open: limiter("open"), anonymous: limiter("anonymous") };
}

function allowance(budget: Budget, result: RateLimiterRes): Allowance {
  return {
    budget,
    remaining: Math.max(result.remainingPoints, 0),
    resetSeconds: Math.max(Math.ceil(result.msBeforeNext / 1000), 1),
  };
}

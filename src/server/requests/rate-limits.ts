import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { limits } from "../../domain/core/limits";
import type { ServerContext } from "../context/context";

/**
 * Ten sends a second with bursts of thirty are thirty in three seconds. `open` counts sockets, and `failed_open` those without
 * a valid credential. `failed_open`, `anonymous` and `public` belong to an address, the others to a credential. `public` counts
 * calls that anybody may make, such as signing in; `anonymous` counts calls that need a credential and have none. So using up
 * one of them, perhaps from a shared address, locks nobody out of the other.
 */
const budgets = {
  send: { points: 30, seconds: 3 },
  call: { points: 50, seconds: 1 },
  open: { points: 60, seconds: 60 },
  failed_open: { points: 10, seconds: 60 },
  anonymous: { points: limits.anonymousRequestsMax, seconds: limits.anonymousSeconds },
  public: { points: limits.publicRequestsMax, seconds: limits.anonymousSeconds },
} as const;

export type Budget = keyof typeof budgets;

/** A budget and what is left of it. */
export type Allowance = {
  readonly budget: Budget;
  readonly points: number;
  readonly seconds: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  /** True when there was nothing left to take. */
  readonly isOverdrawn: boolean;
};

export type RateLimits = {
  /** Takes one point from the budget of a credential or an address; null when limits are off. */
  take(whose: string, budget: Budget): Promise<Allowance | null>;
  /**
   * The allowance, without taking anything from it; null when limits are off or nothing was taken.
   * `isOverdrawn`: the next one would be too many.
   */
  look(whose: string, budget: Budget): Promise<Allowance | null>;
};

/**
 * Budgets per credential, and per address for requests without one. Processes that share a Redis count together. A valid
 * credential is never limited by its address.
 */
export function createRateLimits({ env, redis }: Pick<ServerContext, "env" | "redis">): RateLimits {
  const here = limitersOf((options) => new RateLimiterMemory(options));
  const shared =
    redis &&
    limitersOf(({ keyPrefix, ...options }) => {
      return new RateLimiterRedis({ ...options, keyPrefix: `${redis.prefix}:${keyPrefix}`, storeClient: redis.client });
    });

  /** While Redis is unreachable, each process counts on its own. */
  async function ask<T>(budget: Budget, question: (limiter: RateLimiterAbstract) => Promise<T>): Promise<T> {
    if (redis && shared)
      try {
        return await redis.ask(() => question(shared[budget]));
      } catch (reason) {
        if (reason instanceof RateLimiterRes) throw reason;
      }
    return question(here[budget]);
  }

  return {
    take: async (whose, budget) => {
      if (!env.rateLimits) return null;
      try {
        return allowance(budget, await ask(budget, (limiter) => limiter.consume(whose)), false);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return allowance(budget, refusal, true);
      }
    },
    look: async (whose, budget) => {
      if (!env.rateLimits) return null;
      const found = await ask(budget, (limiter) => limiter.get(whose));
      return found && allowance(budget, found, found.remainingPoints <= 0);
    },
  };
}

type LimiterOptions = { readonly keyPrefix: Budget; readonly points: number; readonly duration: number };

function limitersOf(make: (options: LimiterOptions) => RateLimiterAbstract): Record<Budget, RateLimiterAbstract> {
  const limiter = (keyPrefix: Budget) =>
    make({ keyPrefix, points: budgets[keyPrefix].points, duration: budgets[keyPrefix].seconds });
  return {
    send: limiter("send"),
    call: limiter("call"),
    open: limiter("open"),
    failed_open: limiter("failed_open"),
    anonymous: limiter("anonymous"),
    public: limiter("public"),
  };
}

function allowance(budget: Budget, result: RateLimiterRes, isOverdrawn: boolean): Allowance {
  return {
    budget,
    ...budgets[budget],
    isOverdrawn,
    remaining: Math.max(result.remainingPoints, 0),
    resetSeconds: Math.max(Math.ceil(result.msBeforeNext / 1000), 1),
  };
}

import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { DomainError } from "../../domain/errors";
import type { ServerContext } from "../context";
import { keyedDigest } from "../installation-key";

const hourSeconds = 60 * 60;

/** Counts attempts by a key and throws `rate_limited`, with the seconds to wait, for the first one too many. */
export type Limiter = { take(key: string): Promise<void> };

export type SignInLimits = { readonly byEmail: Limiter; readonly byAddress: Limiter };

/**
 * How many sign-in links may be asked for: 5 an hour for one mailbox, 20 an hour from one network address. Counted in the database, for all
 * processes, and whatever comes and goes of them within the hour; by keyed digests, since whom a link was asked for is nobody's business.
 */
export function createSignInLimits(context: ServerContext): SignInLimits {
  return { byEmail: createLimiter(context, "email", 5), byAddress: createLimiter(context, "address", 20) };
}

function createLimiter({ env, database }: ServerContext, what: string, points: number): Limiter {
  const store = new RateLimiterPostgres({
    storeClient: database.pool,
    storeType: "pool",
    tableName: "rate_limits",
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: what,
    points,
    duration: hourSeconds,
  });
  return {
    take: async (key) => {
      if (env.rateLimits) await takeFrom(store, (await keyedDigest(database.pool, "signIn"))(key));
    },
  };
}

async function takeFrom(store: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await store.consume(key);
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    throw new DomainError("rate_limited", "Too many sign-in links were asked for. Try again later.", {
      retryAfterSeconds: Math.ceil(reason.msBeforeNext / 1000),
    });
  }
}

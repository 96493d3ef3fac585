import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { DomainError } from "../../domain/errors";
import type { Env } from "../../env";

const hourSeconds = 60 * 60;

/** Counts attempts by a key and throws `rate_limited`, with the seconds to wait, for the first one too many. */
export type Limiter = { take(key: string): Promise<void> };

export type SignInLimits = { readonly byEmail: Limiter; readonly byAddress: Limiter };

/** How many sign-in links may be asked for: 5 an hour for one mailbox, 20 an hour from one network address. */
export function createSignInLimits(env: Env): SignInLimits {
  return { byEmail: createLimiter(env, 5), byAddress: createLimiter(env, 20) };
}

function createLimiter(env: Env, points: number): Limiter {
  const store = new RateLimiterMemory({ points, duration: hourSeconds });
  return { take: (key) => (env.rateLimits ? takeFrom(store, key) : Promise.resolve()) };
}

async function takeFrom(store: RateLimiterMemory, key: string): Promise<void> {
  try {
    await store.consume(key);
  } catch (reason) {
    if (!(reason instanceof RateLimiterRes)) throw reason;
    throw new DomainError("rate_limited", "Too many sign-in links were asked for. Try again later.", {
      retryAfterSeconds: Math.ceil(reason.msBeforeNext / 1000),
    });
  }
}

import { RateLimiterMemory } from "rate-limiter-flexible";
import { limits } from "../../domain/limits";
import type { ServerContext } from "../context";
import { type AuthRequest, addressKey, clientAddress } from "./requests";

/** How often next-auth's door answers to an address that names nobody: as often as the API's doors do. */
export function createAnonymousBudget({ env }: Pick<ServerContext, "env">): {
  /** Counts a request; false when its address has none left. */
  take(request: AuthRequest): Promise<boolean>;
} {
  const limiter = new RateLimiterMemory({ points: limits.anonymousRequestsMax, duration: limits.anonymousSeconds });
  return {
    take: async (request) => {
      if (!env.rateLimits) return true;
      const taken = limiter.consume(addressKey(clientAddress(request, env)));
      return taken.then(
        () => true,
        () => false,
      );
    },
  };
}

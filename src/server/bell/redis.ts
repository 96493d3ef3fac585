import type { Redis as Client } from "ioredis";
import type { Env } from "../../env";
import type { Logger } from "../logger/logger";
import { createOutage, type Outage } from "../logger/outage";

export type { Redis as Client } from "ioredis";

const patienceMs = 1_000;
const returnMsMax = 5_000;
const awayMs = 5_000;
const refusalTellMs = 60_000;

/** A Redis, and whether it is worth asking: nothing that Parley keeps there is worth waiting for. */
export type Redis = {
  readonly client: Client;
  /** Separates the names of installations that share one Redis. */
  readonly prefix: string;
  /**
   * Sends it a command. Fails within a second while it cannot be reached, and at once for some seconds after that. So a Redis
   * that accepts connections and stays silent does not hold up every request.
   */
  ask<T>(question: (client: Client) => Promise<T>): Promise<T>;
  /** Treats an error as part of an outage, unless Redis answers and merely refuses. */
  failed(error: unknown): void;
  readonly outage: Outage;
  close(): void;
};

type RedisOptions = { readonly env: Env; readonly logger: Logger };

/**
 * The Redis of the environment; null, without loading its client, if none is configured. It connects on the first command and
 * again whenever the connection is lost.
 */
export async function openRedis({ env, logger }: RedisOptions): Promise<Redis | null> {
  const { redisUrl, databaseUrl } = env;
  if (redisUrl === undefined) return null;
  const { default: RedisClient } = await import("ioredis");
  const client = new RedisClient(redisUrl, {
    lazyConnect: true,
    enableReadyCheck: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    retryStrategy: (attempt) => Math.random() * Math.min(returnMsMax, 50 * 2 ** attempt),
  });
  const outage = createOutage({ peer: "redis", name: "Redis", probe: () => client.ping() });
  let askAgainAt = 0;
  let refusalToldAt = Number.NEGATIVE_INFINITY;

  function failed(error: unknown): void {
    if (!isRefusal(error)) outage.failed(logger, error);
    else if (performance.now() - refusalToldAt > refusalTellMs) {
      refusalToldAt = performance.now();
      logger.warn({ err: error, peer: "redis" }, "Redis refuses commands");
    }
  }

  client.on("error", failed);
  return {
    client,
    outage,
    failed,
    prefix: `parley:${databaseUrl === undefined ? "" : new URL(databaseUrl).host + new URL(databaseUrl).pathname}`,
    ask: async (question) => {
      if (performance.now() < askAgainAt) throw new Error("Redis did not answer a moment ago");
      try {
        return await question(client);
      } catch (error) {
        if (error instanceof Error) {
          failed(error);
          if (isRefusal(error)) throw error;
          askAgainAt = performance.now() + awayMs;
          if (client.status === "ready") client.disconnect(true);
        }
        throw error;
      }
    },
    close: () => client.disconnect(),
  };
}

/**
 * Whether a working Redis refuses, because it is out of memory, say, or we lack the right. One that is loading or follows another
 * may accept soon, so it does not count.
 */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== "ReplyError") return false;
  return !/^(?:BUSY|CLUSTERDOWN|LOADING|MASTERDOWN|READONLY|TRYAGAIN)\b/u.test(error.message);
}

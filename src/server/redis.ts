import { Redis } from "ioredis";
import type { Logger } from "./context";

export type { Redis } from "ioredis";

const patienceMs = 1_000;
const returnMsMax = 5_000;

/**
 * A Redis that is connected to when it is first asked something, and again whenever it was lost. What it is asked meanwhile fails within
 * a second: nothing that Parley keeps there is worth waiting for.
 */
export function openRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    enableReadyCheck: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    retryStrategy: (attempt) => Math.random() * Math.min(returnMsMax, 50 * 2 ** attempt),
  });
  redis.on("error", (error) => logger.debug({ err: error }, "Redis cannot be reached"));
  return redis;
}

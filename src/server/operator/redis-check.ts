import { messageOf } from "../files/system-errors";
import { type Finding, fail, ok } from "./finding";

const patienceMs = 5_000;

/** Checks that the Redis that carries notifications answers. */
export async function checkRedis(url: string): Promise<Finding> {
  const { host } = new URL(url);
  const { default: Redis } = await import("ioredis");
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.ping();
    return ok("redis", `Redis at ${host} answers.`);
  } catch (error) {
    return fail("redis", `Redis at ${host} does not answer: ${messageOf(error)}.`, "Start it, or correct REDIS_URL.");
  } finally {
    client.disconnect();
  }
}

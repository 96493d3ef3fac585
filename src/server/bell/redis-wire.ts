import { Redis, type RedisOptions } from "ioredis";
import type { Wire, WireOptions } from "./bell";

const bytesMax = 64 * 1024;
const patienceMs = 1_000;
const checkMs = 10_000;
const returnMsMax = 5_000;

type RedisWireOptions = WireOptions & { readonly channel: string };

/** A bell that cannot be rung now is not rung later: whoever missed it finds out by polling. */
const options = {
  lazyConnect: true,
  enableReadyCheck: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  connectTimeout: patienceMs,
  commandTimeout: patienceMs,
  retryStrategy: (attempt: number) => Math.random() * Math.min(returnMsMax, 50 * 2 ** attempt),
} satisfies RedisOptions;

/** Redis publish and subscribe: nothing of it is on the way of a commit, however many processes there are. */
export function openRedisWire({ url, channel, onText, logger }: RedisWireOptions): Wire {
  const publisher = new Redis(url, options);
  publisher.on("error", (error) => logger.debug({ err: error }, "the bell's Redis cannot be reached"));
  const hush = onText === null ? () => undefined : listen(onText);

  function listen(hear: (text: string) => void): () => void {
    const subscriber = new Redis(url, options);
    const unheard = (error: unknown) => logger.warn({ err: error }, "the bell cannot be heard");
    subscriber.on("error", unheard);
    subscriber.on("message", (_channel, text) => hear(text));
    subscriber.on("ready", () => subscriber.subscribe(channel).catch(unheard));
    subscriber.connect().catch(() => undefined);
    // A connection that has died without a word is found by asking it something now and then.
    const checking = setInterval(() => {
      if (subscriber.status === "ready") subscriber.ping().catch(() => subscriber.disconnect(true));
    }, checkMs).unref();
    return () => {
      clearInterval(checking);
      subscriber.disconnect();
    };
  }

  return {
    bytesMax,
    send: async (text) => {
      try {
        await publisher.publish(channel, text);
      } catch (error) {
        if (publisher.status === "ready") publisher.disconnect(true);
        throw error;
      }
    },
    close: async () => {
      hush();
      publisher.disconnect();
    },
  };
}

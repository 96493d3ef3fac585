import type { Redis } from "./redis";
import type { Wire, WireOptions } from "./wire";

const bytesMax = 64 * 1024;
const checkMs = 10_000;

/**
 * A wire over Redis publish/subscribe, which never delays a commit, however many processes there are. A bell that fails is not
 * sent again: a process that missed it finds out by polling.
 */
export function openRedisWire(redis: Redis, { onText, onListening }: WireOptions): Wire {
  const channel = redis.prefix;
  const hush = onText === null ? () => undefined : listen(onText);

  function listen(hear: (text: string) => void): () => void {
    const subscriber = redis.client.duplicate();
    const heard = () => {
      redis.outage.worked();
      onListening();
    };
    subscriber.on("error", redis.failed);
    subscriber.on("message", (_channel, text) => hear(text));
    subscriber.on("ready", () => subscriber.subscribe(channel).then(heard, redis.failed));
    subscriber.connect().catch(() => undefined);
    // A periodic ping finds a connection that died silently.
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
      await redis.ask((client) => client.publish(channel, text));
    },
    close: async () => hush(),
  };
}

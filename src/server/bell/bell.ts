import { randomUUID } from "node:crypto";
import type { Env } from "../../env";
import type { Logger } from "../logger/logger";
import type { Outage } from "../logger/outage";
import type { BellResult, MessengerMetrics } from "../metrics/messenger-metrics";
import { openNotifyWire } from "./notify-wire";
import type { Redis } from "./redis";
import { openRedisWire } from "./redis-wire";
import type { Wire, WireOptions } from "./wire";
import { isFrom, readWord, type Word, writeWord } from "./words";

export type { Word } from "./words";

/** The bells between processes. They wake readers early, but nothing depends on them, since every reader also polls. */
export type Bell = {
  /** Sends a word to the other processes. Settles once it has been sent or has failed; never throws. */
  tell(word: Word): Promise<void>;
  /** Calls the listener with each word of another process and that process's name. The returned function stops it. */
  onWord(listener: (word: Word, from: string) => void): () => void;
  close(): Promise<void>;
};

type BellOptions = {
  readonly env: Env;
  /** The database. It carries the bells if the environment names neither Redis nor a database: the built-in PostgreSQL. */
  readonly databaseUrl: string;
  /** Whether this is a command beside the servers. It notifies them of its writes and does not listen. */
  readonly isVisitor: boolean;
  readonly redis: Redis | null;
  readonly logger: Logger;
  readonly outage?: Outage;
  readonly metrics: MessengerMetrics;
};

/**
 * Opens the bell that the environment asks for: over Redis, else over the database. A process without streams and consumers
 * (`web`, a visitor) only sends.
 */
export function openBell({ env, databaseUrl, isVisitor, redis, logger, outage, metrics }: BellOptions): Bell {
  const isListening = (env.servesStreams || env.runsJobs) && !isVisitor;
  const ringing = { isListening, logger, outage };
  if (redis !== null)
    return ringOver((options) => openRedisWire(redis, options), {
      ...ringing,
      count: (result) => metrics.bell("redis", result),
    });
  // LISTEN needs a session with the database itself; NOTIFY may go through a pooler.
  const url = isListening ? env.databaseDirectUrl : env.databaseUrl;
  const count = (result: BellResult) => metrics.bell("postgres", result);
  if (url !== undefined) return ringOver((options) => openNotifyWire(url, options), { ...ringing, count });
  // The only server of a built-in PostgreSQL has nobody to notify: visitors do not listen.
  return ringOver((options) => openNotifyWire(databaseUrl, options), { ...ringing, isTelling: isVisitor, count });
}

type Ringing = {
  readonly isListening: boolean;
  readonly isTelling?: boolean;
  readonly logger: Logger;
  readonly outage?: Outage | undefined;
  readonly count: (result: BellResult) => void;
};

function ringOver(
  open: (options: WireOptions) => Wire,
  { isListening, isTelling = true, logger, outage, count }: Ringing,
): Bell {
  const self = randomUUID();
  const listeners = new Set<(word: Word, from: string) => void>();
  const onListening = () => void tell({ type: "who_is_there" });
  const wire = open({ onText: isListening ? take : null, onListening, logger, outage });

  function take(text: string): void {
    // A wire delivers to every process, including the sender.
    if (isFrom(self, text)) return;
    const heard = readWord(text);
    if (heard === null) return;
    count("received");
    for (const listener of listeners) {
      try {
        listener(heard.word, heard.from);
      } catch (error) {
        logger.error({ err: error, word: heard.word.type }, "a bell's listener failed");
      }
    }
  }

  async function tell(word: Word): Promise<void> {
    if (!isTelling) return;
    const text = writeWord(self, word);
    if (Buffer.byteLength(text) > wire.bytesMax) return count("failed");
    try {
      await wire.send(text);
      count("sent");
    } catch (error) {
      count("failed");
      logger.debug({ err: error, word: word.type }, "a bell was lost");
    }
  }

  return {
    tell,
    onWord: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: wire.close,
  };
}

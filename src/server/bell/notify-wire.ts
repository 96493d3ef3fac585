import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { onBrokenConnection } from "../db/client";
import { createOutage } from "../logger/outage";
import type { Wire, WireOptions } from "./wire";

const channel = "parley";

/** PostgreSQL accepts less than 8,000 bytes. */
const bytesMax = 7_900;

const sendPatienceMs = 2_000;
const checkMs = 10_000;
const checkPatienceMs = 3_000;
const returnMsMax = 5_000;

/** The transaction writes nothing, so it does not wait for the disk: NOTIFY holds a database-wide lock until it ends. */
const notifySql =
  "select set_config('synchronous_commit', 'off', true), (select count(pg_notify($1, text)) from unnest($2::text[]) as given(text))";

type Waiting = { readonly text: string; readonly resolve: () => void; readonly reject: (error: unknown) => void };

/**
 * Opens a wire over `NOTIFY`, on its own connections. Listening needs the database itself, not a pooler. Texts that arrive while
 * a statement runs share the next one.
 */
export function openNotifyWire(url: string, { onText, onListening, logger, outage }: WireOptions): Wire {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    application_name: "parley bell",
    connectionTimeoutMillis: sendPatienceMs,
    query_timeout: sendPatienceMs,
    keepAlive: true,
  });
  onBrokenConnection(pool, (error) => logger.debug({ err: error }, "the connection that sends NOTIFY broke"));
  const closing = new AbortController();
  const deafness = createOutage({
    peer: "bell",
    name: "LISTEN connection",
    began: "LISTEN connection lost, reconnecting",
    ended: "LISTEN connection is back",
    within: outage,
    graceMs: 2_000,
  });
  const listening = onText === null ? Promise.resolve() : listen(onText);
  let waiting: Waiting[] = [];
  let sending: Promise<void> | null = null;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const together = waiting;
      waiting = [];
      try {
        await pool.query({ name: "notify", text: notifySql, values: [channel, together.map(({ text }) => text)] });
        for (const one of together) one.resolve();
      } catch (error) {
        for (const one of together) one.reject(error);
      }
    }
    sending = null;
  }

  /** Listens while the wire is open, on one connection after another. */
  async function listen(hear: (text: string) => void): Promise<void> {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      const began = performance.now();
      await listenOnce(hear).catch((error: unknown) => deafness.failed(logger, error));
      if (performance.now() - began > returnMsMax) attempt = 0;
      const delayMs = Math.random() * Math.min(returnMsMax, 50 * 2 ** attempt);
      await pause(delayMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  /** Listens until the connection is gone. A periodic query finds one that died silently. */
  async function listenOnce(hear: (text: string) => void): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      application_name: "parley bell",
      connectionTimeoutMillis: checkPatienceMs,
      query_timeout: checkPatienceMs,
      keepAlive: true,
    });
    const gone = new Promise<void>((resolve) => {
      client.once("end", resolve);
      client.on("error", () => resolve());
    });
    const closed = new Promise<void>((resolve) =>
      closing.signal.addEventListener("abort", () => resolve(), { once: true }),
    );
    try {
      await client.connect();
      client.on("notification", ({ payload }) => hear(payload ?? ""));
      await client.query(`listen ${channel}`);
      deafness.worked();
      onListening();
      while (!closing.signal.aborted) {
        const isOver = await Promise.race([
          gone.then(() => true),
          closed.then(() => true),
          pause(checkMs, false, { ref: false }),
        ]);
        if (isOver) return;
        await client.query("select 1");
      }
    } finally {
      await Promise.race([client.end().catch(() => undefined), pause(100)]);
    }
  }

  return {
    bytesMax,
    send: (text) =>
      new Promise((resolve, reject) => {
        waiting.push({ text, resolve, reject });
        sending ??= drain();
      }),
    close: async () => {
      closing.abort();
      await sending;
      await listening;
      await pool.end();
    },
  };
}

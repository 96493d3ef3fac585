import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import pg from "pg";
import { serveAsPart } from "../support/part";
import { quantile } from "../support/scenario";

/** The percentiles of a delay, in milliseconds. */
export type Delay = { readonly p50: number; readonly p99: number };

/** Texts are heard on one channel and said on another, over Redis or PostgreSQL. */
type Wire = { readonly url: string; readonly hear: string; readonly say: string };

/** The floor of a bell: one process says something, another hears it, and nothing more happens. */
const methods = {
  open: async (wire: Wire): Promise<void> => {
    say = await open(wire, (text) => heard(text));
  },
  /** Echoes everything it hears. */
  echo: async (wire: Wire): Promise<void> => {
    const back = await open(wire, (text) => back(text));
  },
  /** Says a text repeatedly. Returns the one-way delay, as half of the time until the echo is heard. */
  measure: async ({ text, perSecond, ms }: { text: string; perSecond: number; ms: number }): Promise<Delay> => {
    const tookMs: number[] = [];
    for (const end = performance.now() + ms; performance.now() < end; ) {
      const said = performance.now();
      await echoOf(text);
      tookMs.push((performance.now() - said) / 2);
      await pause(1000 / perSecond);
    }
    return { p50: quantile(tookMs, 0.5), p99: quantile(tookMs, 0.99) };
  },
};

export type Hop = typeof methods;

type Text = (text: string) => void;

let say: Text = () => undefined;
let heard: Text = () => undefined;

serveAsPart(methods);

function echoOf(text: string): Promise<void> {
  return new Promise((resolve) => {
    heard = () => resolve();
    say(text);
  });
}

function open(wire: Wire, onText: Text): Promise<Text> {
  return wire.url.startsWith("redis:") ? openRedis(wire, onText) : openPostgres(wire, onText);
}

async function openRedis({ url, hear, say }: Wire, onText: Text): Promise<Text> {
  const [publisher, subscriber] = [new Redis(url), new Redis(url)];
  subscriber.on("message", (_channel, text) => onText(text));
  await subscriber.subscribe(hear);
  return (text) => void publisher.publish(say, text);
}

async function openPostgres({ url, hear, say }: Wire, onText: Text): Promise<Text> {
  const [teller, listener] = [new pg.Client(url), new pg.Client(url)];
  await Promise.all([teller.connect(), listener.connect()]);
  listener.on("notification", ({ payload }) => onText(payload ?? ""));
  await listener.query(`listen ${hear}`);
  return (text) => void teller.query({ name: "say", text: "select pg_notify($1, $2)", values: [say, text] });
}

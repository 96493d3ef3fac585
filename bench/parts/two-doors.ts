import { setTimeout as pause } from "node:timers/promises";
import { joinParley } from "../peers/parley-member";
import { eachNumberIn, numberedText } from "../support/numbered-text";
import { serveAsPart } from "../support/part";
import { quantile } from "../support/scenario";
import type { Delay } from "./hop";

type Doors = {
  /** The port of the process that is sent to, and the port of the other one. */
  readonly ports: readonly [number, number];
  /** `workspace/channel`. */
  readonly name: string;
  readonly token: string;
};

/** A client that sends over one process and reads from two, by one clock. */
const methods = {
  join: async ({ ports: [first, second], name, token }: Doors): Promise<void> => {
    const join = (port: number, arrivals: Arrivals) =>
      joinParley({ kind: "parley", port, name, tokens: [token] }, { index: 0, token }, (...given) =>
        hear(arrivals, ...given),
      );
    await join(second, atSecond);
    ({ send } = await join(first, atFirst));
  },
  /** Sends for a while, and returns how much later the second process delivers. Throws if anything arrives twice at either. */
  talk: async ({ perSecond, ms }: { perSecond: number; ms: number }): Promise<Delay> => {
    const before = sent;
    for (const end = performance.now() + ms; performance.now() < end; ) {
      send(numberedText(sent));
      sent += 1;
      await pause(1000 / perSecond);
    }
    while (atFirst.length < sent || atSecond.length < sent) await somethingArrives();
    const [first, second] = [inOrder(atFirst), inOrder(atSecond)];
    const addedMs = first.slice(before).map((at, index) => (second[before + index] ?? Number.NaN) - at);
    return { p50: quantile(addedMs, 0.5), p99: quantile(addedMs, 0.99) };
  },
};

export type TwoDoors = typeof methods;

type Arrivals = { readonly number: number; readonly at: number }[];

const atFirst: Arrivals = [];
const atSecond: Arrivals = [];
let sent = 0;
let send: (text: string) => void = () => undefined;
let changed: () => void = () => undefined;

serveAsPart(methods);

function hear(arrivals: Arrivals, bytes: Buffer, start: number, end: number): void {
  const at = performance.now();
  eachNumberIn(bytes, start, end, (number) => arrivals.push({ number, at }));
  changed();
}

/** The arrival time of each message. If there are as many arrivals as messages and none is missing, each arrived once. */
function inOrder(arrivals: Arrivals): number[] {
  const times: number[] = [];
  for (const { number, at } of arrivals) times[number] = at;
  const missing = sent - Object.keys(times).length;
  if (missing > 0 || arrivals.length > sent)
    throw new Error(`${arrivals.length} of ${sent} messages arrived, and ${missing} of them did not`);
  return times;
}

function somethingArrives(): Promise<void> {
  return new Promise((resolve) => {
    changed = resolve;
  });
}

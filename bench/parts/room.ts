import { joinParley } from "../peers/parley-member";
import { joinSocketIo } from "../peers/socket-io-member";
import { joinXmpp } from "../peers/xmpp-member";
import { eachNumberIn, numberedText } from "../support/numbered-text";
import { serveAsPart } from "../support/part";
import { quantile } from "../support/scenario";

/** One member of a room as the driver needs them, whatever the protocol beneath. */
export type Member = { send(text: string): void };

/** Receives everything that a member receives, in pieces `[start, end)` that hold each message's text whole. */
export type OnBytes = (bytes: Buffer, start: number, end: number) => void;

export type Room = {
  readonly kind: keyof typeof joins;
  readonly port: number;
  readonly name: string;
  /** The token each member joins with. */
  readonly tokens: readonly string[];
};

/** The rate of sending: a number of messages under way at any time, or a number per second by the clock. */
export type Pace = { readonly outstanding: number } | { readonly perSecond: number };

export type Told = {
  readonly messages: number;
  readonly perSecond: number;
  /** From writing a message until a member has it, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
};

/** Everyone in one room: some of them send, all of them read, and every delivery is timed and counted. */
const methods = {
  join: async (given: Room): Promise<void> => {
    for (const [index, token] of given.tokens.entries()) {
      members.push(await joins[given.kind](given, { index, token }, hear));
    }
  },
  /** Sends for a while and waits until everyone has everything. Throws if anyone has anything twice. */
  talk: async ({ pace, ms }: { pace: Pace; ms: number }): Promise<Told> => {
    latencies = [];
    const before = sentAt.length;
    const begun = performance.now();
    if ("outstanding" in pace) await saturate(pace.outstanding, begun + ms);
    else await keepPace(pace.perSecond, begun + ms);
    await everybodyHas(sentAt.length);
    const seconds = (performance.now() - begun) / 1000;
    const messages = sentAt.length - before;
    const wrong = received.slice(before).filter((count) => count !== members.length).length;
    if (wrong > 0)
      throw new Error(`${wrong} of ${messages} messages were not delivered once to each of ${members.length}`);
    return { messages, perSecond: messages / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
  },
};

export type RoomPart = typeof methods;

const joins = { parley: joinParley, "socket.io": joinSocketIo, xmpp: joinXmpp };
const sendersMax = 10;

const members: Member[] = [];
const sentAt: number[] = [];
const received: number[] = [];
let latencies: number[] = [];
let complete = 0;
let heardAt = 0;
let changed: () => void = () => undefined;

serveAsPart(methods);

function hear(bytes: Buffer, start: number, end: number): void {
  heardAt = performance.now();
  eachNumberIn(bytes, start, end, count);
  changed();
}

function count(number: number): void {
  latencies.push(heardAt - (sentAt[number] ?? 0));
  received[number] = (received[number] ?? 0) + 1;
  if (received[number] === members.length) complete += 1;
}

function send(): void {
  const number = sentAt.push(performance.now()) - 1;
  received.push(0);
  members[number % Math.min(sendersMax, members.length)]?.send(numberedText(number));
}

async function saturate(outstanding: number, end: number): Promise<void> {
  while (performance.now() < end) {
    while (sentAt.length - complete < outstanding) send();
    await somethingHappens();
  }
}

async function keepPace(perSecond: number, end: number): Promise<void> {
  const begun = performance.now();
  for (let sent = 0; performance.now() < end; ) {
    for (; sent < ((performance.now() - begun) / 1000) * perSecond; sent += 1) send();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function everybodyHas(count: number): Promise<void> {
  while (complete < count) await somethingHappens();
}

function somethingHappens(): Promise<void> {
  return new Promise((resolve) => {
    changed = resolve;
  });
}

import { serveAsPart } from "../support/part";
import { type Address, type Client, openClient } from "../support/websocket";

type Opening = {
  readonly addresses: readonly Address[];
  /** The first text that each client sends. */
  readonly first?: string;
  /** Text that occurs exactly once in everything that is delivered. */
  readonly marker: string;
  /** The number of handshakes under way at a time. */
  readonly atOnce: number;
};

/** Thousands of clients that read and count what they receive. */
const methods = {
  /** Opens more sockets beside the existing ones, and returns how long that took. */
  open: async ({ addresses, first, marker, atOnce }: Opening): Promise<{ seconds: number }> => {
    mark = Buffer.from(marker);
    const begun = performance.now();
    const unopened = [...addresses.entries()].reverse();
    const openNext = async (): Promise<void> => {
      for (let next = unopened.pop(); next !== undefined; next = unopened.pop()) await open(next, first);
    };
    await Promise.all(Array.from({ length: atOnce }, openNext));
    return { seconds: (performance.now() - begun) / 1000 };
  },
  /** Settles once clients have received that many deliveries each, on average. */
  until: (each: number): Promise<void> =>
    new Promise((resolve) => {
      waiting.push({ wanted: each * counts.length, resolve });
      wakeWhoWaits();
    }),
  /** Throws unless every client has received exactly that many deliveries since it was first opened. */
  verify: async (each: number): Promise<void> => {
    const wrong = counts.filter((count) => count !== each).length;
    if (wrong > 0) throw new Error(`${wrong} of ${counts.length} clients were not delivered ${each} times`);
  },
  /** Cuts every connection, like a failing network. The counts continue when the clients are opened again. */
  cut: async (): Promise<void> => {
    for (const client of clients.splice(0)) client.cut();
  },
};

export type Crowd = typeof methods;

const clients: Client[] = [];
const counts: number[] = [];
let mark = Buffer.alloc(0);
let delivered = 0;
let waiting: { readonly wanted: number; readonly resolve: () => void }[] = [];

serveAsPart(methods);

async function open([place, address]: [number, Address], first: string | undefined): Promise<void> {
  counts[place] ??= 0;
  const client = await openClient(address, (bytes, start, end) => count(place, marksIn(bytes, start, end)));
  if (first !== undefined) client.send(first);
  clients.push(client);
}

function count(place: number, found: number): void {
  counts[place] = (counts[place] ?? 0) + found;
  delivered += found;
  wakeWhoWaits();
}

function marksIn(bytes: Buffer, start: number, end: number): number {
  let found = 0;
  for (let at = bytes.indexOf(mark, start); at !== -1 && at < end; at = bytes.indexOf(mark, at + mark.length))
    found += 1;
  return found;
}

function wakeWhoWaits(): void {
  const isNext = waiting[0] !== undefined && waiting[0].wanted <= delivered;
  if (!isNext) return;
  for (const { wanted, resolve } of waiting) if (wanted <= delivered) resolve();
  waiting = waiting.filter(({ wanted }) => wanted > delivered);
}

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A relay between two parties on an unreliable network. It carries bytes until it is told not to. */
export type Relay = {
  /** The address of the target through the relay. */
  readonly url: string;
  /** Every byte the target has sent so far, to anyone. */
  heard(): string;
  /**
   * From now on the connections carry nothing and never end: what either side sends is silently lost. New ones are carried,
   * unless the scope is `all`.
   */
  stall(scope: "present" | "all"): void;
  /** Delivers to the target, late, what it has missed on stalled connections. Settles once it has answered. */
  deliverLate(): Promise<void>;
  /** Carries new connections again. Stalled ones stay stalled. */
  resume(): void;
  /** Cuts every connection, like a network that goes away. */
  cut(): void;
  close(): Promise<void>;
};

type Pair = { readonly client: Socket; readonly target: Socket; isStalled: boolean; readonly late: Buffer[] };

/** Starts a relay in front of an address such as `http://127.0.0.1:3000` or `postgresql://…@127.0.0.1:5432/parley`. */
export async function startRelay(targetUrl: string): Promise<Relay> {
  const { hostname, port } = new URL(targetUrl);
  const pairs = new Set<Pair>();
  const heard: Buffer[] = [];
  let allIsLost = false;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    const pair: Pair = {
      client,
      target: connect({ host: hostname, port: Number(port) }),
      isStalled: allIsLost,
      late: [],
    };
    pairs.add(pair);
    carry(pair, client, pair.target);
    carry(pair, pair.target, client);
    pair.target.on("data", (bytes: Buffer) => heard.push(bytes));
    client.on("data", (bytes: Buffer) => pair.isStalled && pair.late.push(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  function carry(pair: Pair, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on("data", (bytes) => {
      if (!pair.isStalled) to.write(bytes);
    });
    from.on("end", () => {
      if (!pair.isStalled) to.end();
    });
    from.on("error", () => undefined);
    from.on("close", () => {
      if (!pair.isStalled) to.destroy();
      if (pair.client.destroyed && pair.target.destroyed) pairs.delete(pair);
    });
  }

  function cut(): void {
    for (const { client, target } of pairs) {
      client.destroy();
      target.destroy();
    }
  }

  const url = new URL(targetUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href.replace(/\/$/u, ""),
    heard: () => Buffer.concat(heard).toString("latin1"),
    stall: (scope) => {
      allIsLost = scope === "all";
      for (const pair of pairs) pair.isStalled = true;
    },
    deliverLate: async () => {
      const waiting = [...pairs].filter(({ isStalled, late }) => isStalled && late.length > 0);
      await Promise.all(
        waiting.map(async ({ target, late }) => {
          target.write(Buffer.concat(late.splice(0)));
          await once(target, "data");
        }),
      );
    },
    resume: () => {
      allIsLost = false;
    },
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

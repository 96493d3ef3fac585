import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** One address in front of several servers, like a proxy. */
export type Crossroads = {
  readonly url: string;
  /** The number of requests for each path. */
  readonly asked: ReadonlyMap<string, number>;
  /** From now on, routes requests to the address that `choose` returns. Cuts all existing connections. */
  lead(choose: (path: string) => string): void;
  close(): Promise<void>;
};

/** Starts without a target. */
export async function startCrossroads(): Promise<Crossroads> {
  let choose = (_path: string): string => "http://127.0.0.1:9";
  const asked = new Map<string, number>();
  const sockets = new Set<Socket>();
  const targetOf = ({ url = "/" }: IncomingMessage) => {
    const path = url.split("?", 1)[0] ?? "/";
    asked.set(path, (asked.get(path) ?? 0) + 1);
    return new URL(choose(path));
  };
  const server = createServer((incoming, outgoing) => {
    const { hostname, port } = targetOf(incoming);
    const { method, url: path, headers } = incoming;
    const onward = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (incoming, client, head) => {
    const { hostname, port } = targetOf(incoming);
    const onward = connect({ host: hostname, port: Number(port) });
    const { rawHeaders } = incoming;
    const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? `${name}: ${rawHeaders[index + 1]}` : []));
    onward.write(`${[`GET ${incoming.url} HTTP/1.1`, ...lines, "", ""].join("\r\n")}`);
    onward.write(head);
    onward.pipe(client).pipe(onward);
    for (const end of [onward, client])
      end.on("error", () => [onward, client].map((one) => one.destroy())).on("close", () => onward.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    lead: (next) => {
      choose = next;
      cut();
    },
    close: async () => {
      server.close();
      cut();
    },
  };
}

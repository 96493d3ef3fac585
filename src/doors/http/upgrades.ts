import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** A request to switch protocols, as Node hands it over: unanswered, with the bytes that followed its head. */
export type Upgrade = { readonly incoming: IncomingMessage; readonly socket: Duplex; readonly head: Buffer };

/**
 * Makes a server hand over the requests for a WebSocket or a tunnel, each after the answers before it on its connection. Requests
 * for any other protocol are answered as if they had not asked for it.
 */
export function hearUpgrades(server: Server, handle: (upgrade: Upgrade) => void): void {
  // An option of `createServer` in newer Nodes, which do not release the connection of a request before its body has arrived.
  Reflect.set(server, "shouldUpgradeCallback", (incoming: IncomingMessage) => !hasBody(incoming));
  const latest = new WeakMap<Duplex, ServerResponse>();
  server.on("request", (incoming, outgoing) => latest.set(incoming.socket, outgoing));
  const hear = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    const upgrade = { incoming, socket, head };
    const isForUs = isTunnel(incoming) || asksForWebSocket(incoming);
    const go = () => (isForUs ? handle(upgrade) : serveWithoutUpgrade(server, upgrade));
    socket.on("error", endFaulty);
    const before = latest.get(socket);
    if (before === undefined || before.closed) go();
    else once(before, "close").then(go, () => socket.destroy());
  };
  server.on("upgrade", hear);
  server.on("connect", hear);
}

/** Whether a request takes this server for a proxy and asks for a connection to another host. */
export function isTunnel({ method }: IncomingMessage): boolean {
  return method === "CONNECT";
}

/** Whether a request may open a WebSocket (RFC 6455 §4.1). A server ignores `Upgrade` of HTTP/1.0 (RFC 9110 §7.8). */
export function asksForWebSocket({ method, httpVersion, headers }: IncomingMessage): boolean {
  return method === "GET" && httpVersion !== "1.0" && listed(headers.upgrade ?? "").includes("websocket");
}

/**
 * Makes a server answer a request as if it had not asked for another protocol, as RFC 9110 §7.8 allows. Node has already detached
 * its parser from the connection. So the request is put back without its upgrade headers, and the connection is handed in as a
 * new one. Node then handles the body, further requests and keep-alive as usual.
 */
export function serveWithoutUpgrade(server: Server, { incoming, socket, head }: Upgrade): void {
  const { method, url, httpVersion, rawHeaders } = incoming;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
    const kept = withoutOffer(name.toLowerCase(), value);
    if (kept !== null) lines.push(`${name}: ${kept}`);
  }
  socket.off("error", endFaulty);
  // Clears the keep-alive timeout that an earlier answer left on this connection.
  incoming.socket.setTimeout(0);
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.emit("connection", socket);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;
}

/** Nothing else handles errors while Node's parser is detached from a connection. */
function endFaulty(this: Duplex): void {
  this.destroy();
}

const offers: ReadonlySet<string> = new Set(["upgrade", "http2-settings"]);

/** The value of a header without its offers of another protocol; null when nothing is left. */
function withoutOffer(name: string, value: string): string | null {
  if (offers.has(name)) return null;
  if (name !== "connection") return value;
  const kept = value.split(",").filter((option) => !offers.has(option.trim().toLowerCase()));
  return kept.length === 0 ? null : kept.join(",").trim();
}

function listed(header: string): string[] {
  return header.split(",").map((one) => one.trim().toLowerCase());
}

import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { Peer } from "../../src/doors/realtime/peer";

const server = createServer();
const sockets = new WebSocketServer({ noServer: true });

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(() => server.close());

/** Both ends of one connection. */
async function connect({ autoPong }: { autoPong: boolean }) {
  const { port } = server.address() as AddressInfo;
  const theirs = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong });
  const [incoming, socket, head]: [IncomingMessage, Duplex, Buffer] = (await once(server, "upgrade")) as never;
  const ours = await new Promise<WebSocket>((resolve) => sockets.handleUpgrade(incoming, socket, head, resolve));
  return { theirs, ours, peer: new Peer(ours, socket) };
}

test("a peer that answers no pings is cut at the third, though its system still takes what is sent", async () => {
  const { theirs, peer } = await connect({ autoPong: false });
  const ended = once(theirs, "close");
  for (const _ of [1, 2]) {
    const pinged = once(theirs, "ping");
    peer.check();
    await pinged;
  }
  expect(peer.gone.aborted).toBe(false);
  peer.check();
  expect((await ended)[0]).toBe(1006);
  if (!peer.gone.aborted) await once(peer.gone, "abort");
});

test("a peer that answers stays", async () => {
  const { theirs, ours, peer } = await connect({ autoPong: true });
  for (const _ of [1, 2, 3, 4]) {
    const answered = once(ours, "pong");
    peer.check();
    await answered;
  }
  expect(peer.gone.aborted).toBe(false);
  theirs.terminate();
});

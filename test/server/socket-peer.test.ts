import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { textFrame } from "../../src/doors/realtime/frames";
import { createPeerServer, type Peer } from "../../src/doors/realtime/peer";

const server = createServer();
const sockets = createPeerServer({ maxPayload: 1_024, handleProtocols: () => false });

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(() => server.close());

/** Both ends of one connection. */
async function connect({ autoPong }: { autoPong: boolean }) {
  const { port } = server.address() as AddressInfo;
  const theirs = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong });
  const [incoming, socket, head]: [IncomingMessage, Socket, Buffer] = (await once(server, "upgrade")) as never;
  const peer = await new Promise<Peer>((resolve) => sockets.handleUpgrade(incoming, socket, head, resolve));
  peer.begin(socket);
  let isGone = false;
  const gone = new Promise<void>((resolve) => peer.whenGone(resolve)).then(() => {
    isGone = true;
  });
  return { theirs, peer, gone, isGone: () => isGone, bytesWritten: () => socket.bytesWritten };
}

test("a peer that answers no pings is cut at the third, though its system still takes what is sent", async () => {
  const { theirs, peer, gone, isGone } = await connect({ autoPong: false });
  const ended = once(theirs, "close");
  for (const _ of [1, 2]) {
    const pinged = once(theirs, "ping");
    peer.check();
    await pinged;
  }
  expect(isGone()).toBe(false);
  peer.check();
  expect((await ended)[0]).toBe(1006);
  await gone;
});

test("a peer that answers stays", async () => {
  const { theirs, peer, isGone } = await connect({ autoPong: true });
  for (const _ of [1, 2, 3, 4]) {
    const answered = once(peer, "pong");
    peer.check();
    await answered;
  }
  expect(isGone()).toBe(false);
  theirs.terminate();
});

test("what is written in one turn arrives whole and in order, before the farewell", async () => {
  const { theirs, peer } = await connect({ autoPong: true });
  const texts: string[] = [];
  theirs.on("message", (data) => texts.push(String(data)));
  const ended = once(theirs, "close");
  const sent = ["short", "long".repeat(50_000), "short again", "last"];
  for (const text of sent) peer.write(textFrame(text));
  peer.close(4_000, "enough");
  expect(await ended).toEqual([4_000, Buffer.from("enough")]);
  expect(texts).toEqual(sent);
});

test("short frames leave at the end of the turn, for all who are written to in it", async () => {
  const pairs = [await connect({ autoPong: true }), await connect({ autoPong: true })];
  const heard = pairs.map(({ theirs }) => once(theirs, "message"));
  const before = pairs.map(({ bytesWritten }) => bytesWritten());
  for (const { peer } of pairs) expect(peer.write(textFrame("hello"))).toBeNull();
  expect(pairs.map(({ bytesWritten }) => bytesWritten())).toEqual(before);
  await Promise.resolve();
  expect(pairs.map(({ bytesWritten }) => bytesWritten())).toEqual(before.map((bytes) => bytes + 7));
  for (const [data] of await Promise.all(heard)) expect(String(data)).toBe("hello");
  for (const { theirs } of pairs) theirs.terminate();
});

test.each([
  { size: "short", length: 1_000 },
  { size: "long", length: 100_000 },
])("a peer that does not read is full, and has room again once it reads: $size frames", async ({ length }) => {
  const { theirs, peer } = await connect({ autoPong: true });
  theirs.pause();
  const frame = textFrame("x".repeat(length));
  let room: Promise<void> | null = null;
  while (room === null) {
    room = peer.write(frame);
    await Promise.resolve();
  }
  expect(peer.isFull()).toBe(true);
  theirs.resume();
  await room;
  expect(peer.isFull()).toBe(false);
  theirs.terminate();
});

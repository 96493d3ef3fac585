import type { Member, OnBytes, Room } from "../parts/room";
import { openClient } from "../support/websocket";

/** Speaks as much of Engine.IO 4, beneath Socket.IO, as a room needs. */
export async function joinSocketIo({ port }: Room, _person: unknown, onBytes: OnBytes): Promise<Member> {
  let joined: () => void = () => undefined;
  const welcome = new Promise<void>((resolve) => {
    joined = resolve;
  });
  const client = await openClient({ port, path: "/socket.io/?EIO=4&transport=websocket" }, (bytes, start, end) => {
    const kind = bytes.toString("latin1", start, Math.min(end, start + 2));
    if (kind === "2") client.send("3");
    else if (kind === "40") joined();
    else onBytes(bytes, start, end);
  });
  client.send("40");
  await welcome;
  return { send: (text) => client.send(`42${JSON.stringify(["send", text])}`) };
}

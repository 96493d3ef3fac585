import { Agent, request } from "node:http";
import type { Member, OnBytes, Room } from "../parts/room";
import { openClient } from "../support/websocket";

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

type Person = { readonly index: number; readonly token: string };

/** Reads over a plain socket and sends over HTTP; the room's name is `workspace/channel`. */
export async function joinParley({ port, name }: Room, { token }: Person, onBytes: OnBytes): Promise<Member> {
  const [workspaceId, channelId] = name.split("/");
  const headers = { Authorization: `Bearer ${token}` };
  const path = `/api/realtime/ws?workspace_id=${workspaceId}`;
  await openClient({ port, path, headers }, (bytes, start, end) => onBytes(bytes.subarray(start, end)));
  return {
    send: (text) => {
      const body = JSON.stringify({ body: text });
      const sending = request(
        {
          ...{ host: "127.0.0.1", port, agent, method: "POST", path: `/api/channels/${channelId}/messages` },
          headers: { ...headers, "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) },
        },
        (answer) => {
          if (answer.statusCode !== 201) throw new Error(`a message was answered ${answer.statusCode}`);
          answer.resume();
        },
      );
      sending.end(body);
    },
  };
}

import type { Member, OnBytes, Room } from "../parts/room";
import { createPoster } from "../support/poster";
import { openClient } from "../support/websocket";

type Person = { readonly index: number; readonly token: string };

/** Reads over a plain socket and sends over HTTP; the room's name is `workspace/channel`. */
export async function joinParley({ port, name }: Room, { token }: Person, onBytes: OnBytes): Promise<Member> {
  const [workspaceId, channelId] = name.split("/");
  const headers = { Authorization: `Bearer ${token}` };
  const path = `/api/realtime/ws?workspace_id=${workspaceId}`;
  await openClient({ port, path, headers }, onBytes);
  const post = createPoster({ port, path: `/api/channels/${channelId}/messages`, headers }, 201);
  return { send: (text) => post(JSON.stringify({ body: text })) };
}

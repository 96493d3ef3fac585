import type { Event } from "../../domain";
import { type Channel, type ChannelMember, channelCreated } from "../../domain/channels/rules";
import { knows } from "../../domain/core/acquaintances";
import { envelopeBytesMax } from "../../domain/core/events";
import { type Direct, directCreated } from "../../domain/directs/rules";
import { type Member, memberFieldsOf, memberJoined } from "../../domain/members/rules";
import { type MemoryStore, pairKey } from "../../domain/state";
import { type Workspace, workspaceCreated } from "../../domain/workspaces/rules";
import type { OwnConversation } from "./own-conversations";
import type { Viewer } from "./viewing";

/** A thing in its present state: the event that made it, and the payload that the event would have today. */
export type Part = {
  readonly cursor: number;
  /** Null means the event's own payload. */
  readonly payload: unknown;
  /** The event that made it, with this payload, once it has been read. */
  present?: Event;
};

/**
 * A viewer's parts of the hot state before any conversation: the workspace, themselves, and
 * an opened channel that they only look at.
 */
export function firstParts(store: MemoryStore, viewer: Viewer, opened: string | null): Part[] {
  const workspace = store.get("workspace", viewer.workspace_id);
  const shown = opened !== null && isReadable(store, viewer, opened) ? store.get("channel", opened) : undefined;
  return [
    ...(workspace ? [partOf(workspace, workspacePart)] : []),
    ...peopleParts(store, [viewer.user_id]),
    ...(shown ? [channelPart(shown)] : []),
  ];
}

/** One of the viewer's own conversations, with their membership or the people in it. */
export function conversationParts(
  store: MemoryStore,
  viewer: Viewer,
  { id, channel, direct }: OwnConversation,
): Part[] {
  if (direct) return [partOf(direct, directPart), ...peopleParts(store, direct.member_ids)];
  const membership = store.get("channel_member", pairKey(id, viewer.user_id));
  return [channelPart(channel), ...(membership ? [partOf(membership, membershipPart)] : [])];
}

/** The most that the payload takes that comes with its event: of a membership, for one. */
const barePayloadBytes = 110;
const sizes = new WeakMap<Part, number>();

/** The size of a part as an event, in bytes, or slightly more. Computed once, since a change to what it shows makes a new part. */
export function bytesOf(part: Part): number {
  const known = sizes.get(part) ?? envelopeBytesMax + payloadBytesOf(part);
  sizes.set(part, known);
  return known;
}

function payloadBytesOf({ payload }: Part): number {
  return payload === null ? barePayloadBytes : Buffer.byteLength(JSON.stringify(payload));
}

/** The given people whom the viewer knows. */
export function knownTo(
  store: MemoryStore,
  viewer: Pick<Member, "role" | "user_id">,
  userIds: Iterable<string>,
): string[] {
  return [...userIds].filter((id) => knows(store, viewer, id));
}

/** Members as they are today. */
export function peopleParts(store: MemoryStore, userIds: Iterable<string>): Part[] {
  return [...userIds].flatMap((user_id) => {
    const member = store.get("member", user_id);
    return member ? [partOf(member, personPart)] : [];
  });
}

/** Whether this is a public channel, which everybody but guests may read without joining. */
export function isReadable(store: MemoryStore, { user_id }: Viewer, conversationId: string): boolean {
  return store.get("channel", conversationId)?.kind === "public" && store.get("member", user_id)?.role !== "guest";
}

function workspacePart({ cursor: _cursor, created_cursor: cursor, ...workspace }: Workspace): Part {
  return { cursor, payload: payloadOf(workspaceCreated, { workspace }) };
}

function membershipPart({ cursor }: ChannelMember): Part {
  return { cursor, payload: null };
}

function directPart({ cursor: _cursor, created_cursor: cursor, member_key: _key, ...conversation }: Direct): Part {
  return { cursor, payload: payloadOf(directCreated, { direct_conversation_id: conversation.id, conversation }) };
}

function personPart(member: Member): Part {
  const { user_id, created_cursor: cursor } = member;
  return { cursor, payload: payloadOf(memberJoined, { user_id, member: memberFieldsOf(member) }) };
}

/** A conversation as it is today; empty if there is none. */
export function presentConversation(store: MemoryStore, id: string): Part[] {
  const channel = store.get("channel", id);
  if (channel) return [channelPart(channel)];
  const direct = store.get("direct", id);
  return direct ? [partOf(direct, directPart)] : [];
}

function channelPart(channel: Channel): Part {
  return partOf(channel, makeChannelPart);
}

function makeChannelPart(channel: Channel): Part {
  const { cursor: _cursor, created_cursor: cursor, ...fields } = channel;
  return { cursor, payload: payloadOf(channelCreated, { channel_id: channel.id, channel: fields }) };
}

const partsMade = new WeakMap<object, Part>();

/** A changed entity is replaced, so its part, and data read for the part, stay valid as long as the entity does. */
function partOf<E extends object>(entity: E, make: (entity: E) => Part): Part {
  const known = partsMade.get(entity);
  if (known) return known;
  const part = make(entity);
  partsMade.set(entity, part);
  return part;
}

/** Types a payload by the event that carries it. */
function payloadOf<P>(_definition: { readonly create: (payload: P) => unknown }, payload: P): P {
  return payload;
}

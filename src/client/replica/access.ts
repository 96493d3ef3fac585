import { accessIn } from "../../domain/access";
import { channelKind } from "../../domain/channels/rules";
import type { Envelope } from "../../domain/core/events";
import { canReadChannel, isChannelMember } from "../../domain/core/permissions";
import { conversationOf, timelineKind } from "../../domain/core/timelines";
import { directKind, memberKey } from "../../domain/directs/rules";
import { type Change, put, type State } from "../../domain/state";
import type { Conversation } from "../transport/transport";
import type { ConfirmedStore } from "./confirmed-store";
import type { Windows } from "./windows";

/** `role`: what may be read depends on it, so everything held is looked at again. */
export type AccessChange = "gained" | "lost" | "role" | "removed" | null;

/** What an event gives to the viewer or takes from them. */
export function accessChange(state: State, event: Envelope, viewerId: string): AccessChange {
  const access = accessIn(event);
  if (access === null) return null;
  const { to, change, user_id } = access;
  if (change === "opens") return "gained";
  if (change === "kind") return canStillRead(state, conversationOf(event), viewerId) ? null : "lost";
  if (user_id !== viewerId) return null;
  if (change === "role") return "role";
  if (to === "workspace") return change === "takes" ? "removed" : null;
  return change === "gives" ? "gained" : "lost";
}

/** A conversation the viewer belongs to: a joined channel or one of their direct conversations. */
export function isMine(state: State, conversationId: string, viewerId: string): boolean {
  if (state.get("direct", conversationId)?.member_ids.includes(viewerId)) return true;
  return isChannelMember(state, conversationId, viewerId);
}

export function canStillRead(state: State, channelId: string, viewerId: string): boolean {
  const self = state.get("member", viewerId);
  const channel = state.get("channel", channelId);
  return !self || !channel || canReadChannel(state, self, channel);
}

/** Lets go of everything held of a conversation that the viewer may no longer read. */
export function purgeConversation(store: ConfirmedStore, windows: Windows, conversationId: string): void {
  windows.timelines.delete(conversationId);
  for (const message of store.list("message")) {
    if (conversationOf(message) !== conversationId) continue;
    windows.threads.delete(message.thread_root_id);
    store.evictMessage(message.id);
  }
  store.evict("channel", conversationId);
  store.evict("timeline", conversationId);
}

/** A conversation as the server described it, as changes read at a cursor. */
export function changesOfConversation(
  found: Conversation,
  workspace_id: string,
  cursor: number,
): readonly [entity: Change, timeline: Change] {
  const entity: Change =
    found.kind === "channel"
      ? put(channelKind, { ...found.channel, created_cursor: 0, cursor })
      : put(directKind, { ...found.direct, member_key: memberKey(found.direct.member_ids), created_cursor: 0, cursor });
  const { last_seq, last_message_at } = found;
  return [entity, timelineOf({ conversation_id: entity.key, last_seq, last_message_at }, workspace_id, cursor)];
}

type Reached = { readonly conversation_id: string; readonly last_seq: number; readonly last_message_at: string | null };

/** How far a conversation has come, read at a cursor. */
export function timelineOf(
  { conversation_id, last_seq, last_message_at }: Reached,
  workspace_id: string,
  cursor: number,
): Change {
  return put(timelineKind, { conversation_id, workspace_id, last_seq, last_message_at, cursor });
}

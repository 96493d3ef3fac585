/** In: an event, and the state after it. Out: what the viewer may read from now on, and what no longer. */

import { accessIn } from "../../domain/access";
import type { Envelope } from "../../domain/core/events";
import { canReadChannel, isChannelMember } from "../../domain/core/permissions";
import { conversationOf } from "../../domain/core/timelines";
import type { State } from "../../domain/state";

/** `role`: the viewer's role decides what they may read, so every channel is checked again. */
export type AccessChange = "gained" | "lost" | "role" | "removed" | null;

/** The change of the viewer's access that an event makes. */
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

/** Whether the viewer belongs to a conversation: a joined channel or one of their direct conversations. */
export function isMine(state: State, conversationId: string, viewerId: string): boolean {
  if (state.get("direct", conversationId)?.member_ids.includes(viewerId)) return true;
  return isChannelMember(state, conversationId, viewerId);
}

export function canStillRead(state: State, channelId: string, viewerId: string): boolean {
  const self = state.get("member", viewerId);
  const channel = state.get("channel", channelId);
  return !self || !channel || canReadChannel(state, self, channel);
}

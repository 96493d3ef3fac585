import type { MessageResource } from "../../domain/messages/rules";
import type { Invalidate } from "./invalidations";
import type { PageEdge } from "./window";

export type OwnMessage = Pick<
  MessageResource,
  "id" | "nonce" | "channel_seq" | "channel_id" | "direct_conversation_id"
>;

/** Whether somebody else ended the viewer's membership, or they did elsewhere. */
export type MembershipEnding = "removed" | "left";

export type ReplicaListener = {
  readonly invalidate: Invalidate;
  /** A message of the viewer's own is confirmed, whichever way it came. */
  onOwnMessage(message: OwnMessage): void;
  /** Somebody wrote, so what they were typing is here. */
  onWritten(conversationId: string, authorId: string): void;
  /** The viewer has joined a channel, or somebody has written in a conversation, of which nothing is held yet. */
  onUnknownChannel(channelId: string): void;
  /** The viewer may no longer read a conversation; nothing of it is held any more. */
  onLost(conversationId: string): void;
  /** A guest may not know somebody any more, who has left a conversation of theirs. */
  onParted(userId: string): void;
  /** The viewer has another role, or is no longer a member: what is visible to them has to be asked for anew. */
  onMembershipChanged(ending: MembershipEnding | null): void;
};

/** Where a page belongs, and which end of the window it was read from. */
export type PageTarget = { readonly kind: "timeline" | "thread"; readonly id: string; readonly edge: PageEdge };

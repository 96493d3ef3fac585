import { knows } from "./acquaintances";
import type { Actor } from "./commands";
import { DomainError, forbidden, notFound } from "./errors";
import type { Audience, Envelope, Meaning } from "./events";
import { type Entities, pairKey, type State } from "./kinds";
import { isManager } from "./roles";
import { type ConversationFields, conversationRefOf } from "./timelines";

type Channel = Entities["channel"];
type Direct = Entities["direct"];
type Member = Entities["member"];
type Message = Entities["message"];
type Workspace = Entities["workspace"];

/** The living membership of the caller; without one the workspace does not exist for them. */
export function requireMember(state: State, actor: Actor): Member {
  const member = state.get("member", actor.user_id);
  if (!member || member.left_at !== null) throw notFound("The workspace");
  return member;
}

/** The living member that a command is about. Throws `not_found` for everybody else. Check the caller's rights first. */
export function livingMember(state: State, userId: string): Member {
  const member = state.get("member", userId);
  if (!member || member.left_at !== null) throw notFound("The member", { isAboutOthers: true });
  return member;
}

export function requireManager(
  state: State,
  workspaceId: string,
  actor: Actor,
): { readonly member: Member; readonly workspace: Workspace } {
  const member = requireMember(state, actor);
  const workspace = state.get("workspace", workspaceId);
  if (!workspace) throw notFound("The workspace");
  if (!isManager(member)) throw forbidden("Only the owner and moderators may do this.");
  return { member, workspace };
}

export function isChannelMember(state: State, channelId: string, userId: string): boolean {
  return state.get("channel_member", pairKey(channelId, userId)) !== undefined;
}

/**
 * Whether a living member may read a channel. Everybody but guests may read public channels; only members may read the others.
 */
export function canReadChannel(state: State, member: Pick<Member, "role" | "user_id">, channel: Channel): boolean {
  if (channel.kind === "public" && member.role !== "guest") return true;
  return isChannelMember(state, channel.id, member.user_id);
}

export function visibleChannel(
  state: State,
  actor: Actor,
  channelId: string,
): { readonly member: Member; readonly channel: Channel } {
  const member = state.get("member", actor.user_id);
  const channel = state.get("channel", channelId);
  if (!member || member.left_at !== null || !channel || !canReadChannel(state, member, channel))
    throw notFound("The channel");
  return { member, channel };
}

export function visibleDirect(
  state: State,
  actor: Actor,
  directId: string,
): { readonly member: Member; readonly direct: Direct } {
  const member = state.get("member", actor.user_id);
  const direct = state.get("direct", directId);
  if (!member || member.left_at !== null || !direct?.member_ids.includes(actor.user_id))
    throw notFound("The conversation");
  return { member, direct };
}

/** A conversation that this actor may read, whether or not it accepts new messages. */
export function visibleConversation(state: State, actor: Actor, target: ConversationFields): Member {
  const { kind, id } = conversationRefOf(target);
  return (kind === "direct" ? visibleDirect(state, actor, id) : visibleChannel(state, actor, id)).member;
}

/** A conversation that accepts new messages from this actor. */
export function writableConversation(state: State, actor: Actor, target: ConversationFields): Member {
  const { kind, id } = conversationRefOf(target);
  if (kind === "direct") return writableDirect(state, actor, id);
  const { member, channel } = visibleChannel(state, actor, id);
  if (channel.archived_at !== null)
    throw new DomainError("archived", "This channel is archived; nothing can be written to it.");
  return member;
}

function writableDirect(state: State, actor: Actor, directId: string): Member {
  const { member, direct } = visibleDirect(state, actor, directId);
  if (!hasReader(direct, actor.user_id, (id) => state.get("member", id)?.left_at === null))
    throw new DomainError("conflict", "Everybody else has left this conversation.");
  return member;
}

/** Whether somebody reads a member's messages: another member who is still there, or themselves in their own notes. */
export function hasReader(
  { member_ids }: { readonly member_ids: readonly string[] },
  userId: string,
  isThere: (id: string) => boolean,
): boolean {
  return member_ids.length === 1 || member_ids.some((id) => id !== userId && isThere(id));
}

/** A message that the actor may read, deleted or not. */
export function visibleMessage(
  state: State,
  actor: Actor,
  messageId: string,
): { readonly member: Member; readonly message: Message } {
  const message = state.get("message", messageId);
  const member = state.get("member", actor.user_id);
  if (!message || !member || member.left_at !== null || !canReadConversation(state, member, message))
    throw notFound("The message");
  return { member, message };
}

/** A message that still has its text. */
export function liveMessage(
  state: State,
  actor: Actor,
  messageId: string,
): { readonly member: Member; readonly message: Message } {
  const found = visibleMessage(state, actor, messageId);
  if (found.message.deleted_at !== null) throw notFound("The message");
  return found;
}

export function canReadConversation(state: State, member: Member, place: ConversationFields): boolean {
  if (place.direct_conversation_id !== null)
    return state.get("direct", place.direct_conversation_id)?.member_ids.includes(member.user_id) ?? false;
  const channel = place.channel_id === null ? undefined : state.get("channel", place.channel_id);
  return channel !== undefined && canReadChannel(state, member, channel);
}

/** The parts of an event's definition that decide who sees it. */
type Sight = Pick<Meaning, "audience" | "access">;

/**
 * I9: whether a viewer may see an event in the given state, which is always the current one (docs/protocol.md, "Who sees what").
 * An event that takes access away also reaches its subject.
 */
export function canSee(state: State, viewerId: string, event: Envelope, { audience, access }: Sight): boolean {
  if (event.audience_user_ids !== null && !event.audience_user_ids.includes(viewerId)) return false;
  const member = state.get("member", viewerId);
  if (!member || member.left_at !== null) return false;
  if (audience === "managers") return isManager(member);
  if (audience === "workspace" || audience === "private") return true;
  if (audience === "acquaintances") return knows(state, member, personIn(event));
  return canReadConversation(state, member, event) || (access === "takes" && personIn(event) === viewerId);
}

/** Whether every living member except guests may see an event in the given state. `canSee` is then true for each of them. */
export function isOpen(state: State, event: Envelope, audience: Audience): boolean {
  if (event.audience_user_ids !== null) return false;
  if (audience === "conversation")
    return event.channel_id !== null && state.get("channel", event.channel_id)?.kind === "public";
  return audience === "workspace" || audience === "acquaintances";
}

/** The person an event is about; empty when it names none. */
export function personIn({ payload }: Pick<Envelope, "payload">): string {
  if (typeof payload !== "object" || payload === null) return "";
  const id = "user_id" in payload ? payload.user_id : "bot_id" in payload ? payload.bot_id : "";
  return typeof id === "string" ? id : "";
}

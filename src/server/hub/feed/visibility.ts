// Feed → reader. In: an event, the present state and a viewer. Out: whether they may see it (I9).
import { definitionOf, type Event } from "../../../domain";
import { DomainError, forbidden, notFound } from "../../../domain/core/errors";
import { canSee, isOpen, personIn } from "../../../domain/core/permissions";
import type { Scope } from "../../../domain/core/scopes";
import { isOfReply, scopesAllow } from "../../../domain/event-scopes";
import { pairKey, type State } from "../../../domain/state";

/** The person who reads, or the bot with the scopes of its token. */
export type LiveViewer = {
  readonly user_id: string;
  readonly workspace_id: string;
  /** The session or bot token; revoking it ends the stream. */
  readonly credential_id: string;
  /** `null` for a person, who has every right of their role. */
  readonly scopes: ReadonlySet<Scope> | null;
};

/** I9: whether a viewer may see an event, by the given state, which is the present one, and their token's scopes. */
export function maySee(state: State, { user_id, scopes }: LiveViewer, event: Event): boolean {
  const meaning = definitionOf(event.type);
  return meaning !== undefined && scopesAllow(scopes, event) && canSee(state, user_id, event, meaning);
}

/**
 * Whether an event is content of a conversation from a time when the viewer may have been unable to read it. False if the present
 * state shows that they always could; otherwise the log decides (`AccessHistory`).
 */
export function mayBeFromBefore(state: State, viewer: LiveViewer, event: Event): boolean {
  const { cursor, channel_id } = event;
  if (!isSaid(event)) return false;
  if (cursor < standingSince(state, viewer)) return true;
  if (channel_id === null || isOpenTo(state, standingOf(state, viewer), channel_id)) return false;
  return cursor < (state.get("channel_member", pairKey(channel_id, viewer.user_id))?.cursor ?? 0);
}

/** The cursor of the last change to the viewer's membership, or to that of a bot's owner. Their standing is at least as old. */
function standingSince(state: State, viewer: LiveViewer): number {
  const member = state.get("member", viewer.user_id);
  const owner = member?.owner_id ? state.get("member", member.owner_id) : undefined;
  return Math.max(member?.cursor ?? 0, owner?.cursor ?? 0);
}

/** Whether a person of this standing may read a channel without belonging to it. */
export function isOpenTo(state: State, standing: "guest" | "inside", channelId: string): boolean {
  return standing === "inside" && state.get("channel", channelId)?.kind === "public";
}

/** Whether it concerns messages rather than the conversation itself. A viewer who gains access learns of the latter. */
function isSaid({ type }: Event): boolean {
  return definitionOf(type)?.about === "content";
}

function standingOf(state: State, { user_id }: LiveViewer): "guest" | "inside" {
  return state.get("member", user_id)?.role === "guest" ? "guest" : "inside";
}

/** Whether an event is open by the given state: every viewer for whom `seesWhatIsOpen` holds may see it. */
export function isOpenEvent(state: State, event: Event): boolean {
  const audience = definitionOf(event.type)?.audience;
  return audience !== undefined && isOpen(state, event, audience);
}

/** Whether a member sees everything that is open: people do, except guests. */
export function seesWhatIsOpen(state: State, { user_id, scopes }: LiveViewer): boolean {
  return scopes === null && state.get("member", user_id)?.role !== "guest";
}

/** A key for an event's audience: by one state, a viewer may see either all events with equal keys or none. */
export function sightOf(event: Event): string {
  const { id, type, channel_id, direct_conversation_id, audience_user_ids } = event;
  const meaning = definitionOf(type);
  // The person who loses a conversation also sees that event.
  if (audience_user_ids !== null || (meaning?.audience === "conversation" && meaning.access === "takes")) return id;
  if (meaning?.audience === "acquaintances") return `${type} ${personIn(event)}`;
  return `${type} ${channel_id} ${direct_conversation_id} ${isOfReply(event)}`;
}

/** Throws 404 unless the viewer belongs to the workspace, and 403 unless their token may follow it. */
export function refuseOutsider(state: State, viewer: LiveViewer): void {
  if (!isInside(state, viewer)) throw notFound("The workspace");
  if (viewer.scopes !== null && !viewer.scopes.has("realtime:read"))
    throw new DomainError("insufficient_scope", "This token lacks the scope realtime:read.");
}

/** The error that ends the stream of a viewer who no longer belongs to the workspace. */
export function accessLost(): DomainError {
  return forbidden("You no longer belong to this workspace.");
}

export function isInside(state: State, { user_id }: LiveViewer): boolean {
  const member = state.get("member", user_id);
  if (!member || member.left_at !== null) return false;
  const owner = member.owner_id === null ? null : state.get("member", member.owner_id);
  return owner === null || (owner?.left_at === null && owner.role !== "guest");
}

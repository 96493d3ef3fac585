import { definitionOf, type Event } from "../../domain";
import type { Scope } from "../../domain/bots";
import { DomainError, forbidden, notFound } from "../../domain/errors";
import { isOfReply, scopesAllow } from "../../domain/event-scopes";
import { canSee, isOpen, personIn } from "../../domain/permissions";
import { pairKey, type State } from "../../domain/state";

/** Who reads: a person, or a bot with what its token allows. */
export type Viewer = {
  readonly user_id: string;
  readonly workspace_id: string;
  /** The session or bot token; revoking it ends the stream. */
  readonly credential_id: string;
  /** `null` for a person: everything. */
  readonly scopes: ReadonlySet<Scope> | null;
};

/** Whether a viewer may see an event by the given state, which is today's, and by what their token allows. */
export function maySee(state: State, { user_id, scopes }: Viewer, event: Event): boolean {
  const audience = definitionOf(event.type)?.audience;
  return audience !== undefined && scopesAllow(scopes, event) && canSee(state, user_id, event, audience);
}

/**
 * Whether an event tells what was said in a channel before its viewer belonged to it, when it is by belonging alone that they may read it.
 * They read that in the channel's history.
 */
export function isFromBefore(state: State, { user_id }: Viewer, { cursor, type, channel_id }: Event): boolean {
  if (channel_id === null || type.startsWith("channel.")) return false;
  if (state.get("channel", channel_id)?.kind === "public" && state.get("member", user_id)?.role !== "guest")
    return false;
  return cursor < belongsSince(state, user_id, channel_id);
}

function belongsSince(state: State, userId: string, channelId: string): number {
  return state.get("channel_member", pairKey(channelId, userId))?.cursor ?? 0;
}

/** Whether all who see what is open may see an event, by the given state. */
export function isOpenEvent(state: State, event: Event): boolean {
  const audience = definitionOf(event.type)?.audience;
  return audience !== undefined && isOpen(state, event, audience);
}

/** Whether a viewer, who is inside, sees whatever is open: people do who are no guests. */
export function seesWhatIsOpen(state: State, { user_id, scopes }: Viewer): boolean {
  return scopes === null && state.get("member", user_id)?.role !== "guest";
}

/** A name of whom an event may be shown to: whoever may see one event may see all others of its name, by the same state. */
export function sightOf(event: Event): string {
  const { id, type, channel_id, direct_conversation_id, audience_user_ids } = event;
  // Its subject sees it too.
  if (audience_user_ids !== null || type === "channel.member_removed") return id;
  if (definitionOf(type)?.audience === "acquaintances") return `${type} ${personIn(event)}`;
  return `${type} ${channel_id} ${direct_conversation_id} ${isOfReply(event)}`;
}

/** 404 unless the viewer belongs to the workspace, 403 unless their token may follow it. */
export function refuseOutsider(state: State, viewer: Viewer): void {
  if (!isInside(state, viewer)) throw notFound("The workspace");
  if (viewer.scopes !== null && !viewer.scopes.has("realtime:read"))
    throw new DomainError("insufficient_scope", "This token lacks the scope realtime:read.");
}

/** What ends a stream whose viewer has lost the workspace. */
export function accessLost(): DomainError {
  return forbidden("You no longer belong to this workspace.");
}

export function isInside(state: State, { user_id }: Viewer): boolean {
  const member = state.get("member", user_id);
  if (!member || member.left_at !== null) return false;
  const owner = member.owner_id === null ? null : state.get("member", member.owner_id);
  return owner === null || (owner?.left_at === null && owner.role !== "guest");
}

import { defaultChannelIds, joined } from "../channels/rules";
import { type DecisionContext, defineCommand, nothingChanges } from "../core/commands";
import { DomainError, forbidden, invalid, notFound } from "../core/errors";
import type { State } from "../core/kinds";
import { limits } from "../core/limits";
import { canReadChannel, requireManager, visibleChannel } from "../core/permissions";
import {
  endInvites,
  type Invite,
  inviteAccepted,
  inviteCreated,
  inviteFieldsOf,
  livingInvites,
  mayInvite,
  refuseGone,
  revoked,
} from "./invite-state";
import type { AcceptInvite, CreateInvite, InviteFields, RevokeInvite } from "./invites.schema";
import { type MemberFields, memberJoined } from "./rules";

/** Makes an invite, or as many alike as `ids` names: all of them or none. */
export const createInvite = /* @__PURE__ */ defineCommand("invite.create", {
  decide: (
    state,
    { expires_at, ids: given, ...input }: CreateInvite & { readonly ids?: readonly string[] },
    { actor, now, newId, workspace_id },
  ) => {
    const ids = given ?? [newId("invite")];
    requireInviter(state, input.role, { actor, workspace_id });
    for (const channelId of input.channel_ids)
      if (visibleChannel(state, actor, channelId).channel.archived_at !== null)
        throw invalid("channel_ids", "must name channels that are not archived");
    const terms: Omit<InviteFields, "id"> = {
      workspace_id,
      ...input,
      expires_at: endOf(expires_at, now),
      created_by: actor.user_id,
      created_at: now,
      uses: 0,
      revoked_at: null,
    };
    refuseOddTerms(terms, now);
    if (livingInvites(state, actor.user_id, now).length + ids.length > limits.livingInvitesMax)
      throw new DomainError("limit_reached", `You have ${limits.livingInvitesMax} active invites. Revoke some first.`);
    return { events: ids.map((id) => inviteCreated.create({ invite_id: id, invite: { id, ...terms } })) };
  },
});

export const revokeInvite = /* @__PURE__ */ defineCommand("invite.revoke", {
  decide: (state, { invite_id }: RevokeInvite, { actor, now, workspace_id }) => {
    requireManager(state, workspace_id, actor);
    const invite = existingInvite(state, invite_id);
    if (invite.revoked_at !== null) return nothingChanges;
    return { events: [revoked(invite, now)] };
  },
});

/** Makes the caller a member. Accepting again as a member changes nothing and does not count as a use. 410 `invite_gone`. */
export const acceptInvite = /* @__PURE__ */ defineCommand("invite.accept", {
  decide: (state, { invite_id, person }: AcceptInvite, { actor, now, workspace_id }) => {
    const invite = existingInvite(state, invite_id);
    const before = state.get("member", actor.user_id);
    if (before?.left_at === null) return nothingChanges;
    refuseGone(invite, { maker: state.get("member", invite.created_by), newcomer: before }, now);
    const member: MemberFields = {
      ...person,
      workspace_id,
      user_id: actor.user_id,
      kind: "human",
      role: invite.role,
      owner_id: null,
      joined_at: now,
      left_at: null,
    };
    return {
      events: [
        memberJoined.create({ user_id: actor.user_id, member }),
        ...channelsFor(state, invite).map((channelId) => joined(state, channelId, actor.user_id)),
        inviteAccepted.create({ invite_id, invite: { ...inviteFieldsOf(invite), uses: invite.uses + 1 } }),
        ...endInvites(state, actor.user_id, now),
      ],
    };
  },
});

/** 403 unless the actor may invite people to the role. */
export function requireInviter(
  state: State,
  role: CreateInvite["role"],
  { actor, workspace_id }: Pick<DecisionContext, "actor" | "workspace_id">,
): void {
  const { member } = requireManager(state, workspace_id, actor);
  if (!mayInvite(member, role)) throw forbidden("You may not invite to your own role.");
}

/**
 * Throws `invalid_input` for an end in the past or too far ahead, and for guest invites without an end or a channel: guests see
 * nothing else.
 */
function refuseOddTerms({ role, channel_ids, expires_at }: Omit<InviteFields, "id">, now: string): void {
  if (role === "guest" && channel_ids.length === 0)
    throw invalid("channel_ids", "must name at least one channel when guests are invited");
  if (role === "guest" && expires_at === null) throw invalid("expires_at", "must be set when guests are invited");
  if (expires_at === null) return;
  if (expires_at <= now) throw invalid("expires_at", "must be in the future");
  if (expires_at > daysAfter(now, limits.inviteDaysMax))
    throw invalid("expires_at", `must be at most ${limits.inviteDaysMax} days ahead`);
}

/** Returns the end in the canonical form of times, which can be compared as text. */
function endOf(expiresAt: CreateInvite["expires_at"], now: string): string | null {
  if (expiresAt === undefined) return daysAfter(now, limits.inviteDaysDefault);
  return expiresAt === null ? null : daysAfter(expiresAt, 0);
}

function daysAfter(time: string, days: number): string {
  return new Date(Date.parse(time) + days * 86_400_000).toISOString();
}

/**
 * The unarchived channels that a newcomer joins: the default ones (except for guests), and those that the invite names, if its
 * creator can still read them.
 */
function channelsFor(state: State, invite: Invite): string[] {
  const maker = state.get("member", invite.created_by);
  const defaults = invite.role === "guest" ? [] : defaultChannelIds(state);
  return [...new Set([...defaults, ...invite.channel_ids])].filter((id) => {
    const channel = state.get("channel", id);
    return channel?.archived_at === null && maker !== undefined && canReadChannel(state, maker, channel);
  });
}

function existingInvite(state: State, inviteId: string): Invite {
  const invite = state.get("invite", inviteId);
  if (!invite) throw notFound("The invite");
  return invite;
}

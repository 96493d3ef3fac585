import { defaultChannelIds, joined } from "./channels";
import { defineCommand, nothingChanges } from "./commands";
import { DomainError, notFound } from "./errors";
import { defineEvent, type EnvelopeWith } from "./events";
import { type MemberFields, memberJoined } from "./members";
import { requireManager, visibleChannel } from "./permissions";
import type { AcceptInvite, CreateInvite, InviteFields, InvitePayload, RevokeInvite } from "./schemas/invites";
import { put, type State } from "./state";

export type { InviteFields };
export type Invite = InviteFields & { readonly cursor: number };

/** The event never holds the code: only its digest is kept, outside the log. */
function inviteEvent<const T extends string>(type: T) {
  return defineEvent(type, {
    audience: "managers",
    reduce: (_state, event: EnvelopeWith<InvitePayload>) => [
      put("invite", { ...event.payload.invite, cursor: event.cursor }),
    ],
  });
}

export const inviteCreated = inviteEvent("invite.created");
export const inviteRevoked = inviteEvent("invite.revoked");
export const inviteAccepted = inviteEvent("invite.accepted");

export const createInvite = defineCommand("invite.create", {
  decide: (state, input: CreateInvite, { actor, now, newId, workspace_id }) => {
    const { member } = requireManager(state, workspace_id, actor);
    if (member.role === input.role) throw new DomainError("forbidden", "You may not invite to your own role.");
    for (const channelId of input.channel_ids) visibleChannel(state, actor, channelId);
    const invite: InviteFields = {
      id: newId("invite"),
      workspace_id,
      ...input,
      created_by: actor.user_id,
      created_at: now,
      uses: 0,
      revoked_at: null,
    };
    return { events: [inviteCreated.create({ invite_id: invite.id, invite })] };
  },
});

export const revokeInvite = defineCommand("invite.revoke", {
  decide: (state, { invite_id }: RevokeInvite, { actor, now, workspace_id }) => {
    requireManager(state, workspace_id, actor);
    const invite = existingInvite(state, invite_id);
    if (invite.revoked_at !== null) return nothingChanges;
    return { events: [inviteRevoked.create({ invite_id, invite: { ...fieldsOf(invite), revoked_at: now } })] };
  },
});

/** Makes the caller a member. Accepting again as a member changes nothing and uses nothing up. */
export const acceptInvite = defineCommand("invite.accept", {
  decide: (state, { invite_id, person }: AcceptInvite, { actor, now, workspace_id }) => {
    const invite = existingInvite(state, invite_id);
    const before = state.get("member", actor.user_id);
    if (before?.left_at === null) return nothingChanges;
    refuseSpent(invite, now);
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
        inviteAccepted.create({ invite_id, invite: { ...fieldsOf(invite), uses: invite.uses + 1 } }),
      ],
    };
  },
});

/** 410 `invite_gone` when an invite no longer lets anybody in. */
export function refuseSpent(invite: InviteFields, now: string): void {
  const spent = invite.max_uses !== null && invite.uses >= invite.max_uses;
  const expired = invite.expires_at !== null && invite.expires_at <= now;
  if (spent || expired || invite.revoked_at !== null)
    throw new DomainError("invite_gone", "This invite is no longer valid. Ask for a new one.");
}

/** The living channels a newcomer joins: the default ones, except for guests, and those the invite names. */
function channelsFor(state: State, invite: Invite): string[] {
  const defaults = invite.role === "guest" ? [] : defaultChannelIds(state);
  return [...new Set([...defaults, ...invite.channel_ids])].filter(
    (id) => state.get("channel", id)?.archived_at === null,
  );
}

function existingInvite(state: State, inviteId: string): Invite {
  const invite = state.get("invite", inviteId);
  if (!invite) throw notFound("The invite");
  return invite;
}

function fieldsOf(invite: Invite): InviteFields {
  const { cursor: _cursor, ...fields } = invite;
  return fields;
}

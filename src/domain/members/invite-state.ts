import { DomainError } from "../core/errors";
import { defineEvent, type EnvelopeWith, type NewEvent } from "../core/events";
import { defineKind, type Entities, put, type State } from "../core/kinds";
import { isManager, mayGrant, type Role } from "../core/roles";
import type { InviteFields, InvitePayload } from "./invites.schema";

type Member = Entities["member"];

export type { InviteFields };
export type Invite = InviteFields & {
  /** Cursor of the event that created it. A person removed after that needs a newer invite. */
  readonly created_cursor: number;
  readonly cursor: number;
};

export const inviteKind = defineKind("invite", {
  key: (invite: Invite) => invite.id,
  indexes: { maker: (invite) => (invite.revoked_at === null ? invite.created_by : null) },
  hot: true,
  belongsTo: "workspace",
});

/** The event never contains the code. Only its digest is stored, outside the log. */
function inviteEvent<const T extends string>(type: T) {
  return defineEvent(type, {
    audience: "managers",
    scope: "workspaces:read",
    reduce: (state, event: EnvelopeWith<InvitePayload>) => {
      const created_cursor = state.get("invite", event.payload.invite_id)?.created_cursor ?? event.cursor;
      return [put(inviteKind, { ...event.payload.invite, created_cursor, cursor: event.cursor })];
    },
  });
}

export const inviteCreated = inviteEvent("invite.created");
export const inviteRevoked = inviteEvent("invite.revoked");
export const inviteAccepted = inviteEvent("invite.accepted");

/** Whether a member may invite people to a role. */
export function mayInvite(member: Pick<Member, "role" | "left_at"> | undefined, role: Role): boolean {
  return member !== undefined && member.left_at === null && isManager(member) && mayGrant(member, role);
}

/** The current memberships that decide whether an invite works. */
export type InviteParties = {
  /** The creator of the invite. */
  readonly maker: Pick<Member, "role" | "left_at"> | undefined;
  /** The person who uses it; undefined for somebody who has never been a member. */
  readonly newcomer: Pick<Member, "removed_cursor"> | undefined;
};

/** Whether an invite admits a newcomer: it still works, its creator may still invite, and it is newer than their removal. */
export function admits(invite: Invite, { maker, newcomer }: InviteParties, now: string): boolean {
  const isOlderThanRemoval = invite.created_cursor < (newcomer?.removed_cursor ?? 0);
  return isLiving(invite, now) && mayInvite(maker, invite.role) && !isOlderThanRemoval;
}

/** 410 `invite_gone` when an invite does not admit a newcomer. */
export function refuseGone(invite: Invite, parties: InviteParties, now: string): void {
  if (!admits(invite, parties, now))
    throw new DomainError("invite_gone", "This invite is no longer valid. Ask for a new one.");
}

/** The invites of a member that can still admit somebody. */
export function livingInvites(state: State, userId: string, now: string): Invite[] {
  return state.find("invite", "maker", userId).filter((invite) => isLiving(invite, now));
}

/**
 * The events that end a member's invites when their right to invite starts or ends. Invites from an earlier term of office admit
 * nobody.
 */
export function endInvites(state: State, userId: string, now: string): NewEvent[] {
  return livingInvites(state, userId, now).map((invite) => revoked(invite, now));
}

export function revoked(invite: Invite, now: string): NewEvent {
  return inviteRevoked.create({ invite_id: invite.id, invite: { ...inviteFieldsOf(invite), revoked_at: now } });
}

export function inviteFieldsOf(invite: Invite): InviteFields {
  const { cursor: _cursor, created_cursor: _created, ...fields } = invite;
  return fields;
}

/** Whether an invite can still admit somebody. Its creator does not matter. */
export function isLiving({ revoked_at, max_uses, uses, expires_at }: InviteFields, now: string): boolean {
  return revoked_at === null && (max_uses === null || uses < max_uses) && (expires_at === null || expires_at > now);
}

import { channelMemberKind, left } from "../channels/rules";
import { defineCommand, nothingChanges } from "../core/commands";
import { forbidden } from "../core/errors";
import { defineEvent, type EnvelopeWith, type Meaning, type NewEvent } from "../core/events";
import { defineKind, put, remove, type State } from "../core/kinds";
import type { Author, Person } from "../core/people";
import { livingMember, requireMember } from "../core/permissions";
import { isManager, mayActOn, mayGrant, type Role } from "../core/roles";
import { endInvites } from "./invite-state";
import type {
  ChangeMemberRole,
  HandOver,
  MemberFields,
  MemberPayload,
  RemovedMemberPayload,
  RemoveMember,
  RoleChangedPayload,
} from "./schema";

export type { MemberFields };
export type Member = MemberFields & {
  /** Cursor of the event by which they first joined. */
  readonly created_cursor: number;
  /** Cursor of the newest event by which somebody else removed them. Invites created before it no longer admit them. */
  readonly removed_cursor: number | null;
  readonly cursor: number;
};

export const memberKind = defineKind("member", {
  key: (member: Member) => member.user_id,
  indexes: {
    handle: (member) => (member.left_at === null ? member.handle : null),
    guest: (member) => (member.left_at === null && member.role === "guest" ? "yes" : null),
  },
  hot: true,
  belongsTo: "workspace",
});

/** An event in which a member joins, changes or gets another role. It holds the whole member. */
function memberEvent<const T extends string, P extends MemberPayload = MemberPayload>(
  type: T,
  meaning: Pick<Meaning, "access"> = {},
) {
  return defineEvent(type, {
    ...meaning,
    audience: "acquaintances",
    scope: "workspaces:read",
    reduce: (state, event: EnvelopeWith<P>) => {
      const before = state.get("member", event.payload.user_id);
      const created_cursor = before?.created_cursor ?? event.cursor;
      const removed_cursor = before?.removed_cursor ?? null;
      return [put(memberKind, { created_cursor, removed_cursor, cursor: event.cursor, ...event.payload.member })];
    },
  });
}

export const memberJoined = memberEvent("member.joined", { access: "gives" });
export const memberUpdated = memberEvent("member.updated");
export const memberRoleChanged = memberEvent<"member.role_changed", RoleChangedPayload>("member.role_changed", {
  access: "role",
});

/** Channel memberships end too: `canSee` requires a living member first, and rejoining starts from the default channels. */
export const memberRemoved = defineEvent("member.removed", {
  audience: "acquaintances",
  scope: "workspaces:read",
  access: "takes",
  reduce: (state, event: EnvelopeWith<RemovedMemberPayload>) => {
    const member = state.get("member", event.payload.user_id);
    if (!member) return [];
    const memberships = state.find("channel_member", "user", member.user_id);
    const removed_cursor = event.actor_id === member.user_id ? member.removed_cursor : event.cursor;
    return [
      put(memberKind, { ...member, left_at: event.payload.left_at, removed_cursor, cursor: event.cursor }),
      ...memberships.map((row) => remove(channelMemberKind, channelMemberKind.key(row))),
    ];
  },
});

/** Copies a person's changed profile into a workspace. */
export const updateMember = /* @__PURE__ */ defineCommand("member.update", {
  decide: (state, input: Person, { actor }) => {
    const before = memberFieldsOf(requireMember(state, actor));
    if (
      before.display_name === input.display_name &&
      before.handle === input.handle &&
      before.avatar_url === input.avatar_url
    )
      return nothingChanges;
    return { events: [memberUpdated.create({ user_id: actor.user_id, member: { ...before, ...input } })] };
  },
});

/** Gives another role. The member's invites end, since each belongs to one term of office. */
export const changeMemberRole = /* @__PURE__ */ defineCommand("member.change_role", {
  decide: (state, input: ChangeMemberRole, { actor, now }) => {
    const self = requireMember(state, actor);
    // Checked before the look-up, so that no refusal reveals whether the person exists.
    if (!isManager(self)) throw forbidden("You may not change this member's role.");
    const target = memberFieldsOf(livingMember(state, input.user_id));
    if (!mayActOn(self, target) || !mayGrant(self, input.role))
      throw forbidden("You may not change this member's role.");
    if (target.kind === "bot") throw forbidden("A bot keeps its role.");
    if (target.role === input.role) return nothingChanges;
    const member = { ...target, role: input.role };
    const { user_id, role: previous_role } = target;
    return {
      events: [memberRoleChanged.create({ user_id, member, previous_role }), ...endInvites(state, user_id, now)],
    };
  },
});

/**
 * Makes another member the owner and the owner a moderator, in one step: a workspace always has exactly one owner. As with any
 * change of role, the invites of both end.
 */
export const handOver = /* @__PURE__ */ defineCommand("member.hand_over", {
  decide: (state, { user_id }: HandOver, { actor, now }) => {
    const self = memberFieldsOf(requireMember(state, actor));
    if (self.role !== "owner") throw forbidden("Only the owner may hand the workspace over.");
    const target = memberFieldsOf(livingMember(state, user_id));
    if (target.kind === "bot") throw forbidden("A bot cannot own a workspace.");
    if (target.role === "owner") return nothingChanges;
    const change = (member: MemberFields, role: Role) =>
      memberRoleChanged.create({
        user_id: member.user_id,
        member: { ...member, role },
        previous_role: member.role,
      });
    return {
      events: [
        change(self, "moderator"),
        change(target, "owner"),
        ...endInvites(state, self.user_id, now),
        ...endInvites(state, user_id, now),
      ],
    };
  },
});

/**
 * Removes a member, or lets one leave. Their invites end. The owner must hand the workspace over first. A removed member needs an
 * invite created afterwards to return; a member who left may use any invite that still works.
 */
export const removeMember = /* @__PURE__ */ defineCommand("member.remove", {
  decide: (state, input: RemoveMember, { actor, now }) => {
    const self = requireMember(state, actor);
    if (input.user_id !== self.user_id && !isManager(self)) throw forbidden("You may not remove this member.");
    const target = livingMember(state, input.user_id);
    if (target.role === "owner") throw forbidden("The owner cannot leave the workspace.");
    if (target.user_id !== self.user_id && !mayActOn(self, target)) throw forbidden("You may not remove this member.");
    const { user_id } = target;
    return { events: [...leaving(state, user_id, now), ...endInvites(state, user_id, now)] };
  },
});

/**
 * The events by which somebody leaves the workspace. Channels that include a guest come first, each with its own event: a guest
 * who knew the person only from there cannot see the later events. The other channels need no event, however many there are.
 */
export function leaving(state: State, user_id: string, left_at: string): NewEvent[] {
  const guests = state.find("member", "guest", "yes").filter((guest) => guest.user_id !== user_id);
  const guestChannels = new Set(
    guests.flatMap((guest) => state.find("channel_member", "user", guest.user_id).map(({ channel_id }) => channel_id)),
  );
  const shared = state
    .find("channel_member", "user", user_id)
    .filter(({ channel_id }) => guestChannels.has(channel_id));
  return [
    ...shared.map(({ channel_id }) => left(state, channel_id, user_id)),
    memberRemoved.create({ user_id, left_at }),
  ];
}

/** A member as others see them beside their messages. */
export function authorOf(member: MemberFields): Author {
  return {
    id: member.user_id,
    display_name: member.display_name,
    handle: member.handle,
    avatar_url: member.avatar_url,
    kind: member.kind,
  };
}

export function memberFieldsOf(member: Member): MemberFields {
  const { cursor: _cursor, created_cursor: _created, removed_cursor: _removed, ...fields } = member;
  return fields;
}

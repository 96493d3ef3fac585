import { defineCommand, nothingChanges } from "../core/commands";
import { DomainError, forbidden, invalid } from "../core/errors";
import { defineEvent, type EnvelopeWith, type NewEvent } from "../core/events";
import { type Change, defineKind, type Entities, pairKey, put, remove, type State } from "../core/kinds";
import { isChannelMember, livingMember, requireMember, visibleChannel } from "../core/permissions";
import { isManager } from "../core/roles";
import { emptyTimeline } from "../core/timelines";
import type {
  AddChannelMember,
  ArchivableChannelPayload,
  ChannelFields,
  ChannelPayload,
  CreateChannel,
  JoinChannel,
  JoinedPayload,
  LeftPayload,
  RemoveChannelMember,
  UpdateChannel,
} from "./schema";

type Member = Entities["member"];

export type { ChannelFields };
export type Channel = ChannelFields & { readonly created_cursor: number; readonly cursor: number };

/** Membership in a channel is the existence of this row. */
export type ChannelMember = {
  readonly workspace_id: string;
  readonly channel_id: string;
  readonly user_id: string;
  readonly joined_at: string;
  /** The newest message when they joined; a new reader starts there. */
  readonly joined_seq: number;
  readonly cursor: number;
};

export const channelKind = defineKind("channel", {
  key: (channel: Channel) => channel.id,
  indexes: { name: (channel) => channel.name, default: (channel) => (channel.is_default ? "yes" : null) },
  hot: true,
  belongsTo: "conversation",
});

export const channelMemberKind = defineKind("channel_member", {
  key: (row: ChannelMember) => pairKey(row.channel_id, row.user_id),
  indexes: { channel: (row) => row.channel_id, user: (row) => row.user_id },
  hot: true,
  belongsTo: "conversation",
});

export const channelCreated = defineEvent("channel.created", {
  audience: "conversation",
  about: "conversation",
  scope: "channels:read",
  reduce: (state, event: EnvelopeWith<ChannelPayload>) => [
    putChannel(state, event),
    emptyTimeline(event.payload.channel_id, event),
  ],
});

export const channelUpdated = defineEvent("channel.updated", {
  audience: "conversation",
  about: "conversation",
  scope: "channels:read",
  access: "kind",
  reduce: (state, event: EnvelopeWith<ArchivableChannelPayload>) => [putChannel(state, event)],
});

export const channelArchived = defineEvent("channel.archived", {
  audience: "conversation",
  about: "conversation",
  scope: "channels:read",
  reduce: (state, event: EnvelopeWith<ChannelPayload>) => [putChannel(state, event)],
});

export const channelMemberAdded = defineEvent("channel.member_added", {
  audience: "conversation",
  about: "conversation",
  scope: "channels:read",
  access: "gives",
  reduce: (_state, event: EnvelopeWith<JoinedPayload>) => {
    const { channel_id, user_id, last_seq } = event.payload;
    const { workspace_id, created_at, cursor } = event;
    return [
      put(channelMemberKind, {
        workspace_id,
        channel_id,
        user_id,
        joined_at: created_at,
        joined_seq: last_seq,
        cursor,
      }),
    ];
  },
});

export const channelMemberRemoved = defineEvent("channel.member_removed", {
  audience: "conversation",
  about: "conversation",
  scope: "channels:read",
  access: "takes",
  reduce: (_state, event: EnvelopeWith<LeftPayload>) => [
    remove(channelMemberKind, pairKey(event.payload.channel_id, event.payload.user_id)),
  ],
});

/** Creates a channel with its creator as a member. 409 `name_taken` when the workspace has a channel of that name. */
export const createChannel = /* @__PURE__ */ defineCommand("channel.create", {
  decide: (state, input: CreateChannel, { actor, now, newId, workspace_id }) => {
    const member = requireMember(state, actor);
    if (member.role === "guest") throw forbidden("Guests cannot create channels.");
    refuseTakenName(state, input.name);
    const channel: ChannelFields = {
      id: newId("channel"),
      workspace_id,
      name: input.name,
      kind: input.kind,
      is_default: false,
      topic: input.topic ?? "",
      purpose: input.purpose ?? "",
      display_title: input.display_title ?? null,
      sidebar_section: input.sidebar_section ?? null,
      external_managed: input.external_managed ?? false,
      external_ref: input.external_ref ?? null,
      external_url: input.external_url ?? null,
      created_at: now,
      created_by: actor.user_id,
      archived_at: null,
    };
    const place = { channel_id: channel.id };
    return {
      events: [
        channelCreated.create({ channel_id: channel.id, channel }, place),
        channelMemberAdded.create({ channel_id: channel.id, user_id: actor.user_id, last_seq: 0 }, place),
      ],
    };
  },
});

/** Renames, describes, archives or restores a channel. Any member of it may set topic and purpose. */
export const updateChannel = /* @__PURE__ */ defineCommand("channel.update", {
  decide: (state, input: UpdateChannel, { actor, now }) => {
    const { member, channel } = visibleChannel(state, actor, input.channel_id);
    const { channel_id, archived, ...changes } = input;
    const { cursor: _cursor, created_cursor: _created, ...before } = channel;
    if (
      Object.keys(input).some((field) => !["channel_id", "topic", "purpose"].includes(field)) &&
      !mayManage(state, member, channel)
    ) {
      throw forbidden("Only the channel's creator, the owner and moderators may do this.");
    }
    if (!mayManage(state, member, channel) && !isChannelMember(state, channel_id, actor.user_id))
      throw forbidden("Join the channel first.");
    if (changes.kind !== undefined && changes.kind !== channel.kind)
      throw invalid("kind", "A channel keeps the kind it was made with.");
    if (changes.name !== undefined && changes.name !== channel.name) refuseTakenName(state, changes.name);
    const archived_at = archived === undefined ? channel.archived_at : archived ? (channel.archived_at ?? now) : null;
    const after: ChannelFields = { ...before, ...withoutUndefined(changes), archived_at };
    if (JSON.stringify(after) === JSON.stringify(before)) return nothingChanges;
    const place = { channel_id };
    const updated = channelUpdated.create({ channel_id, channel: after, archived: archived_at !== null }, place);
    if (before.archived_at !== null || archived_at === null) return { events: [updated] };
    // Readers that do not know `channel.archived` learn of it from the update.
    return { events: [updated, channelArchived.create({ channel_id, channel: after }, place)] };
  },
});

export const joinChannel = /* @__PURE__ */ defineCommand("channel.join", {
  decide: (state, { channel_id }: JoinChannel, { actor }) => {
    const { channel } = visibleChannel(state, actor, channel_id);
    if (channel.archived_at !== null)
      throw new DomainError("archived", "This channel is archived; nobody can join it.");
    if (isChannelMember(state, channel_id, actor.user_id)) return nothingChanges;
    return { events: [joined(state, channel_id, actor.user_id)] };
  },
});

export const addChannelMember = /* @__PURE__ */ defineCommand("channel.add_member", {
  decide: (state, { channel_id, user_id }: AddChannelMember, { actor }) => {
    const { member, channel } = visibleChannel(state, actor, channel_id);
    if (channel.archived_at !== null)
      throw new DomainError("archived", "This channel is archived; nobody can be added.");
    if (member.role === "guest") throw forbidden("Guests cannot add people.");
    if (!isChannelMember(state, channel_id, actor.user_id)) throw forbidden("Join the channel first.");
    livingMember(state, user_id);
    if (isChannelMember(state, channel_id, user_id)) return nothingChanges;
    return { events: [joined(state, channel_id, user_id)] };
  },
});

/** Removes a member from a channel, or lets the caller leave it. */
export const removeChannelMember = /* @__PURE__ */ defineCommand("channel.remove_member", {
  decide: (state, { channel_id, user_id }: RemoveChannelMember, { actor }) => {
    const { member, channel } = visibleChannel(state, actor, channel_id);
    if (user_id !== actor.user_id && !mayManage(state, member, channel))
      throw forbidden("Only the channel's creator, the owner and moderators may do this.");
    if (!isChannelMember(state, channel_id, user_id)) return nothingChanges;
    return { events: [left(state, channel_id, user_id)] };
  },
});

/** The event that adds a person to a channel, with the channel's last message so far. */
export function joined(state: State, channel_id: string, user_id: string): NewEvent {
  return channelMemberAdded.create({ channel_id, user_id, last_seq: lastSeq(state, channel_id) }, { channel_id });
}

/** The event that removes a person from a channel, with the channel's last message so far. */
export function left(state: State, channel_id: string, user_id: string): NewEvent {
  return channelMemberRemoved.create({ channel_id, user_id, last_seq: lastSeq(state, channel_id) }, { channel_id });
}

/** The unarchived channels that newcomers join automatically. */
export function defaultChannelIds(state: State): string[] {
  return state.find("channel", "default", "yes").flatMap(({ id, archived_at }) => (archived_at === null ? [id] : []));
}

function lastSeq(state: State, channelId: string): number {
  return state.get("timeline", channelId)?.last_seq ?? 0;
}

function putChannel(state: State, event: EnvelopeWith<ChannelPayload>): Change {
  const created_cursor = state.get("channel", event.payload.channel_id)?.created_cursor ?? event.cursor;
  return put(channelKind, { created_cursor, cursor: event.cursor, ...event.payload.channel });
}

/**
 * Bots may manage channels if their token allows it, which the door has already checked. An owned bot may do no more than its
 * owner.
 */
function mayManage(state: State, member: Member, channel: Channel): boolean {
  if (isManager(member) || (channel.created_by === member.user_id && member.role !== "guest")) return true;
  if (member.role !== "bot") return false;
  const owner = member.owner_id === null ? null : state.get("member", member.owner_id);
  return owner === null || (owner?.left_at === null && mayManage(state, owner, channel));
}

function refuseTakenName(state: State, name: string): void {
  if (state.find("channel", "name", name).length > 0)
    throw new DomainError("name_taken", "Channel name must be unique in this workspace.");
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

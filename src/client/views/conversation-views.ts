import type { Channel } from "../../domain/channels/rules";
import type { Author } from "../../domain/core/people";
import { hasReader } from "../../domain/core/permissions";
import { isManager } from "../../domain/core/roles";
import type { Direct } from "../../domain/directs/rules";
import { isAtLeast, type ReadState } from "../../domain/read-states/rules";
import type { Replica } from "../replica/replica";
import type { ConversationRow, ConversationView, UnreadTotals } from "./shapes";

/** The unread counts of a conversation, and where the unread messages start. */
export type Unread = Pick<ReadState, "last_read_seq" | "unread_count" | "mention_count">;

export type ConversationSource = {
  readonly replica: Replica;
  author(userId: string): Author;
  hasDraft(conversationId: string): boolean;
  /** The unread messages of a conversation that are not on screen. */
  unreadIn(conversationId: string): Unread | undefined;
};

/** The viewer's channels by name. */
export function channelRows(source: ConversationSource): ConversationRow[] {
  const { replica } = source;
  const joined = replica.store
    .find("channel_member", "user", replica.viewerId)
    .flatMap((row) => replica.store.get("channel", row.channel_id) ?? []);
  return joined
    .filter((channel) => channel.archived_at === null)
    .sort((one, other) => one.name.localeCompare(other.name))
    .map((channel) => ({
      ...rowOf(source, channel.id),
      kind: channel.kind,
      name: channel.display_title ?? channel.name,
      channel_name: channel.name,
      other_ids: [],
      archived: false,
    }));
}

/** The viewer's direct conversations, newest message first. */
export function directRows(source: ConversationSource): ConversationRow[] {
  const { replica } = source;
  const newest = (direct: Direct) => replica.store.get("timeline", direct.id)?.last_message_at ?? direct.created_at;
  return replica.store
    .list("direct")
    .filter((direct) => direct.member_ids.includes(replica.viewerId))
    .sort((one, other) => (newest(one) < newest(other) ? 1 : -1))
    .map((direct) => {
      const row = rowOf(source, direct.id);
      return {
        ...row,
        kind: "direct",
        name: directName(source, direct),
        channel_name: null,
        other_ids: othersIn(direct, replica.viewerId),
        mention_count: row.unread_count,
        archived: false,
      };
    });
}

export function conversationView(source: ConversationSource, id: string): ConversationView | null {
  const { replica } = source;
  const channel = replica.store.get("channel", id);
  const direct = replica.store.get("direct", id);
  if (channel) return { ...ofChannel(source, channel), is_member: replica.isMine(id) };
  if (direct) return { ...ofDirect(source, direct), is_member: replica.isMine(id) };
  return null;
}

/** The counts for the title and the badge. Every unread message of a direct conversation counts as a mention. */
export function unreadTotals(rows: readonly ConversationRow[]): UnreadTotals {
  return {
    unread_count: rows.reduce((sum, row) => sum + row.unread_count, 0),
    mention_count: rows.reduce((sum, row) => sum + row.mention_count, 0),
    is_at_least: rows.some((row) => row.is_at_least && row.mention_count > 0),
    unread_conversations: rows.filter((row) => row.unread_count > 0).length,
  };
}

function rowOf({ replica, unreadIn, hasDraft }: ConversationSource, id: string) {
  const state = unreadIn(id);
  return {
    id,
    unread_count: Math.max(0, state?.unread_count ?? 0),
    mention_count: Math.max(0, state?.mention_count ?? 0),
    is_at_least:
      state !== undefined &&
      state.unread_count > 0 &&
      isAtLeast(state, replica.store.get("timeline", id)?.last_seq ?? 0),
    has_draft: hasDraft(id),
  };
}

type Described = Omit<ConversationView, "is_member">;

function ofChannel({ replica }: ConversationSource, channel: Channel): Described {
  const self = replica.store.get("member", replica.viewerId);
  const archived = channel.archived_at !== null;
  const isMaker = channel.created_by === replica.viewerId && self?.role !== "guest";
  return {
    id: channel.id,
    kind: channel.kind,
    name: channel.display_title ?? channel.name,
    channel_name: channel.name,
    topic: channel.topic,
    purpose: channel.purpose,
    archived,
    is_default: channel.is_default,
    member_ids: [],
    created_by: channel.created_by,
    created_at: channel.created_at,
    can_write: !archived,
    can_manage: self !== undefined && (isManager(self) || isMaker),
  };
}

function ofDirect(source: ConversationSource, direct: Direct): Described {
  const { store, viewerId } = source.replica;
  const isThere = (id: string) => (store.get("member", id)?.left_at ?? null) === null;
  return {
    id: direct.id,
    kind: "direct",
    name: directName(source, direct),
    channel_name: null,
    topic: "",
    purpose: "",
    archived: false,
    is_default: false,
    member_ids: direct.member_ids,
    created_by: direct.created_by,
    created_at: direct.created_at,
    can_write: hasReader(direct, viewerId, isThere),
    can_manage: false,
  };
}

/** The names of the others in it; for notes to oneself, one's own name. */
function directName({ replica, author }: ConversationSource, direct: Direct): string {
  const others = othersIn(direct, replica.viewerId);
  return (others.length > 0 ? others : direct.member_ids).map((id) => author(id).display_name).join(", ");
}

function othersIn(direct: Direct, viewerId: string): string[] {
  return direct.member_ids.filter((id) => id !== viewerId);
}

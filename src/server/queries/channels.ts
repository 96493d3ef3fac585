import type pg from "pg";
import type { Channel, ChannelFields } from "../../domain/channels/rules";
import { canReadChannel, isChannelMember, visibleChannel } from "../../domain/core/permissions";
import type { Member } from "../../domain/members/rules";
import { folded } from "../../domain/names/folded";
import type { ReadState } from "../../domain/read-states/rules";
import type { MemoryStore } from "../../domain/state";
import type { HotStates } from "../log/hot-states";
import type { FormerNames } from "./former-names";
import { type ListPaging, selectPage } from "./list-pages";
import type { Locate } from "./locate";
import { type MemberPage, type MemberPaging, search } from "./members";
import { readReadStates, trackedBy } from "./read-states";
import { type Viewer, view } from "./viewing";

/** Created once: each call of `localeCompare` would look up the rules of the language again. */
const names = new Intl.Collator();
const byChannelName = { placeOf: ({ name, id }: Channel) => [name, id] as const, compare: names.compare };

const words = new WeakMap<Channel, string>();

/** The searchable text of a channel, made once: a changed entity is replaced. */
function wordsOf(channel: Channel): string {
  const known = words.get(channel) ?? folded([channel.name, channel.topic, channel.purpose].join("\n"));
  words.set(channel, known);
  return known;
}

/** A channel as one reader sees it. */
export type ChannelView = ChannelFields &
  ChannelStanding & { readonly is_member: boolean; readonly member_count: number };

export type ChannelStanding = {
  readonly last_seq: number;
  readonly last_message_at: string | null;
  readonly last_read_seq: number;
  readonly unread_count: number;
  readonly mention_count: number;
};

export type ChannelSearch = ListPaging & {
  /** Searched for in names, topics and purposes, ignoring case and accents. */
  readonly q?: string | undefined;
  /** The whole name. If no channel has it, finds the channel that had it last. */
  readonly name?: string | undefined;
};

export type ChannelQueries = {
  /** The channels that the caller may read, archived ones included, by name, in pages. */
  list(viewer: Viewer, search: ChannelSearch): Promise<{ channels: ChannelView[]; next_cursor: string | null }>;
  get(userId: string, channelId: string): Promise<ChannelView>;
  /** Present members of a channel, the best matches first, then by name, in pages. Only the first page has the total. */
  members(userId: string, channelId: string, paging: MemberPaging): Promise<MemberPage>;
};

type Sources = { readonly states: HotStates; readonly locate: Locate; readonly formerNames: FormerNames };

export function createChannelQueries(pool: pg.Pool, { states, locate, formerNames }: Sources): ChannelQueries {
  /**
   * Considers only channels that the reader may know of: a name that leads nowhere would reveal
   * a hidden channel that has since taken it.
   */
  async function named(store: MemoryStore, member: Member, name: string): Promise<Channel[]> {
    const mayRead = (channel: Channel) => canReadChannel(store, member, channel);
    const own = store.find("channel", "name", name).filter(mayRead);
    if (own.length > 0) return own;
    const former = await formerNames.channels(member.workspace_id, name);
    return former
      .flatMap((id) => store.get("channel", id) ?? [])
      .filter(mayRead)
      .slice(0, 1);
  }

  async function present(store: MemoryStore, userId: string, channels: readonly Channel[]): Promise<ChannelView[]> {
    // Only the reader's own conversations have unread messages. The others appear as read.
    const own = channels.filter((channel) => isChannelMember(store, channel.id, userId));
    const tracked = own.map((channel) => trackedBy(store, userId, channel.id));
    const readStates = new Map((await readReadStates(pool, userId, tracked)).map((row) => [row.conversation_id, row]));
    return channels.map((channel) => channelView(store, userId, { channel, readState: readStates.get(channel.id) }));
  }

  return {
    list: async (viewer, { q = "", name, ...paging }) => {
      const { store, member } = await view(states, viewer);
      const wanted = folded(q.trim());
      const readable =
        name === undefined
          ? [...store.all("channel")].filter((channel) => canReadChannel(store, member, channel))
          : await named(store, member, name);
      const found = wanted === "" ? readable : readable.filter((channel) => wordsOf(channel).includes(wanted));
      const { items, next_cursor } = selectPage(found, byChannelName, paging);
      return { channels: await present(store, viewer.user_id, items), next_cursor };
    },
    get: async (user_id, channelId) => {
      const { store } = await view(states, { user_id, workspace_id: await locate.channel(channelId) });
      const { channel } = visibleChannel(store, { user_id }, channelId);
      const [presented] = await present(store, user_id, [channel]);
      return presented ?? channelView(store, user_id, { channel, readState: undefined });
    },
    members: async (user_id, channelId, paging) => {
      const { store } = await view(states, { user_id, workspace_id: await locate.channel(channelId) });
      visibleChannel(store, { user_id }, channelId);
      const members = store
        .find("channel_member", "channel", channelId)
        .flatMap((row) => store.get("member", row.user_id) ?? []);
      const { total_count, ...page } = search(
        members.filter((member) => member.left_at === null),
        paging,
      );
      return { ...page, total_count: paging.cursor === undefined ? total_count : null };
    },
  };
}

function channelView(
  store: MemoryStore,
  userId: string,
  { channel, readState }: { channel: Channel; readState: ReadState | undefined },
): ChannelView {
  const { cursor: _cursor, created_cursor: _created, ...fields } = channel;
  return {
    ...fields,
    ...standing(store, channel.id, readState),
    is_member: isChannelMember(store, channel.id, userId),
    member_count: store.count("channel_member", "channel", channel.id),
  };
}

/** The newest message of a conversation, and how far its reader has come. */
export function standing(
  store: MemoryStore,
  conversationId: string,
  readState: ReadState | undefined,
): ChannelStanding {
  const timeline = store.get("timeline", conversationId);
  const last_seq = timeline?.last_seq ?? 0;
  return {
    last_seq,
    last_message_at: timeline?.last_message_at ?? null,
    last_read_seq: readState?.last_read_seq ?? last_seq,
    unread_count: readState?.unread_count ?? 0,
    mention_count: readState?.mention_count ?? 0,
  };
}

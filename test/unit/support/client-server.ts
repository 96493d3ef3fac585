import type { Boot, EventFrame, MessagePage, PageAt } from "../../../src/client/transport/transport";
import { definitionOf } from "../../../src/domain";
import { knows } from "../../../src/domain/core/acquaintances";
import type { WireEnvelope } from "../../../src/domain/core/envelope.schema";
import { type Envelope, toWire } from "../../../src/domain/core/events";
import { canSee } from "../../../src/domain/core/permissions";
import { conversationOf } from "../../../src/domain/core/timelines";
import { type MemberChanges, type MemberHistory, memberChangeIn, withChange } from "../../../src/domain/member-changes";
import { authorOf, type Member } from "../../../src/domain/members/rules";
import type { Message, MessageResource } from "../../../src/domain/messages/rules";
import { reactionKey } from "../../../src/domain/reactions/rules";
import { isMentioned, isUnread, type ReadState } from "../../../src/domain/read-states/rules";
import type { MemoryServer } from "./memory-server";

const openedMax = 50;

/** What a server in memory answers to the browser of one viewer: boot, batches of the stream, and pages, all as they are now. */
export class ClientServer {
  /** Where the viewer has read up to; elsewhere from the beginning. */
  readonly markers = new Map<string, { seq: number; revision: number }>();
  preferences: Boot["preferences"] = {};
  readonly server: MemoryServer;
  readonly viewerId: string;

  constructor(server: MemoryServer, viewerId: string) {
    this.server = server;
    this.viewerId = viewerId;
  }

  get head(): number {
    return this.server.log.length;
  }

  boot(opened: string | null): Boot {
    const { server } = this;
    const wanted = new Set(this.ownConversations().flatMap((id) => this.newest(id, id === opened ? openedMax : 1)));
    const events = server.log.flatMap((event) => this.compacted(event, wanted) ?? []);
    return {
      login: { id: this.viewerId, name: this.viewerId },
      resume_point: this.head,
      heartbeat: 30,
      events,
      workspace: { id: server.workspaceId, name: "Acme", slug: "acme", icon_url: null },
      workspaces: [],
      read_states: this.readStates().map((state) => {
        const timeline = server.store.get("timeline", state.conversation_id);
        return { ...state, last_seq: timeline?.last_seq ?? 0, last_message_at: timeline?.last_message_at ?? null };
      }),
      features: {},
      preferences: this.preferences,
      realtime_url: "",
      ...this.openedHistory(opened),
    };
  }

  private openedHistory(opened: string | null): Pick<Boot, "member_changes"> {
    const channel = opened === null ? undefined : this.server.store.get("channel", opened);
    if (!channel || !this.ownConversations().includes(channel.id)) return {};
    const ids = new Set(this.newest(channel.id, openedMax));
    const all = this.messagesOf(channel.id);
    const oldest = all.find(({ id }) => ids.has(id))?.channel_seq ?? 0;
    if (ids.size === 0 && all.length > 0) return {};
    const history = this.history(channel.id, oldest === 1 ? 0 : oldest, Number.POSITIVE_INFINITY);
    return { member_changes: { ...history, channel_id: channel.id } };
  }

  frame(after: number, upto: number): EventFrame {
    const events = this.server.log
      .slice(after, upto)
      .filter((event) => canSee(this.server.store, this.viewerId, event, meaningOf(event)));
    return { after, upto, events: events.map((event) => toWire(structuredClone(event))) };
  }

  page(conversationId: string, at: PageAt, limit: number): MessagePage {
    const seqOf = (message: Pick<Message, "channel_seq">) => message.channel_seq ?? 0;
    const page = this.cut(this.messagesOf(conversationId), { at, limit, seqOf });
    const seqs = page.messages.map(seqOf);
    if (seqs.length === 0 && (page.has_older || page.has_newer)) return page;
    const from_seq = page.has_older ? Math.min(...seqs) : 0;
    const to = page.has_newer ? Math.max(...seqs) : Number.POSITIVE_INFINITY;
    return { ...page, member_changes: this.history(conversationId, from_seq, to) };
  }

  /** Who came to a channel and who left it after the messages of a stretch, by the log alone. */
  history(channelId: string, from_seq: number, to: number): MemberHistory {
    const { store, log } = this.server;
    const made = store.get("channel", channelId)?.created_cursor ?? 0;
    const between = new Map<number, MemberChanges>();
    let after_seq = 0;
    for (const event of log) {
      if (conversationOf(event) !== channelId) continue;
      const isMessage = event.type === "message.created" || event.type === "thread.reply_created";
      if (isMessage) after_seq = event.payload.message.channel_seq ?? after_seq;
      const change = memberChangeIn(event);
      if (change === null || event.cursor === made + 1 || after_seq < from_seq || after_seq > to) continue;
      const before = between.get(after_seq) ?? { after_seq, changes: [], more: { joined: 0, left: 0 } };
      between.set(after_seq, withChange(before, change));
    }
    return { from_seq, between: [...between.values()], people: [] };
  }

  replies(rootId: string, at: PageAt, limit: number): MessagePage {
    const replies = [...this.server.store.all("message")].filter(
      (message) => message.parent_message_id === rootId && message.thread_root_id === rootId,
    );
    replies.sort((one, other) => (one.thread_seq ?? 0) - (other.thread_seq ?? 0));
    return this.cut(replies, { at, limit, seqOf: (message) => message.thread_seq ?? 0 });
  }

  messagesOf(conversationId: string): Message[] {
    return [...this.server.store.all("message")]
      .filter((message) => conversationOf(message) === conversationId && message.channel_seq !== null)
      .sort((one, other) => (one.channel_seq ?? 0) - (other.channel_seq ?? 0));
  }

  resource(message: Message): MessageResource {
    const { store } = this.server;
    const { cursor: _cursor, event_cursors: _cursors, request_digest: _digest, ...fields } = message;
    const thread = store.get("thread", message.id);
    return structuredClone({
      ...fields,
      author: this.author(message.author_id),
      quoted_author: message.quoted_author_id === null ? null : this.author(message.quoted_author_id),
      thread_state: thread
        ? {
            root_message_id: thread.root_message_id,
            reply_count: thread.reply_count,
            last_reply_at: thread.last_reply_at,
            last_reply_author_ids: [...thread.last_reply_author_ids],
            last_seq: thread.last_seq,
          }
        : null,
      reactions: store.find("tally", "message", message.id).map(({ emoji, count }) => ({
        emoji,
        count,
        reacted_by_me: store.get("reaction", reactionKey(message.id, this.viewerId, emoji)) !== undefined,
      })),
    });
  }

  /** The viewer's joined channels and direct conversations. */
  ownConversations(): string[] {
    const { store } = this.server;
    const channels = store.find("channel_member", "user", this.viewerId).map((row) => row.channel_id);
    const directs = [...store.all("direct")].filter((direct) => direct.member_ids.includes(this.viewerId));
    return [...channels, ...directs.map((direct) => direct.id)];
  }

  /** The server's own count of what is unread. */
  readStates(): ReadState[] {
    return this.ownConversations().map((conversation_id) => {
      const marker = this.markers.get(conversation_id);
      const joined = this.server.store.get("channel_member", `${conversation_id} ${this.viewerId}`)?.joined_seq ?? 0;
      const last_read_seq = marker?.seq ?? joined;
      const unread = this.messagesOf(conversation_id).filter((message) =>
        isUnread(message, this.viewerId, last_read_seq),
      );
      return {
        conversation_id,
        last_read_seq,
        unread_count: unread.length,
        mention_count: unread.filter((message) => isMentioned(message, this.viewerId)).length,
        revision: marker?.revision ?? 0,
      };
    });
  }

  move(conversationId: string, seq: number, unread: boolean): ReadState {
    const before = this.markers.get(conversationId) ?? { seq: 0, revision: 0 };
    const to = unread ? seq - 1 : Math.max(seq, before.seq);
    this.markers.set(conversationId, { seq: to, revision: before.revision + 1 });
    const state = this.readStates().find((one) => one.conversation_id === conversationId);
    if (!state) throw new Error("not a conversation of the viewer's");
    return state;
  }

  private cut(messages: readonly Message[], { at, limit, seqOf }: Cutting): MessagePage {
    const seqs = messages.map(seqOf);
    const { before_seq, after_seq, around_seq } = at;
    const older = (seq: number, count: number) => messages.filter((message) => seqOf(message) < seq).slice(-count);
    const newer = (seq: number, count: number) => messages.filter((message) => seqOf(message) >= seq).slice(0, count);
    const before = before_seq === undefined ? [] : older(before_seq, limit);
    const after = after_seq === undefined ? [] : newer(after_seq + 1, limit);
    const half = Math.floor(limit / 2);
    const around = around_seq === undefined ? [] : [...older(around_seq, half), ...newer(around_seq, limit - half)];
    const isLatest = before_seq === undefined && after_seq === undefined && around_seq === undefined;
    const page = isLatest ? messages.slice(-limit) : [...before, ...after, ...around];
    const oldest = page[0] ? seqOf(page[0]) : 0;
    const newest = page.length > 0 ? Math.max(...page.map(seqOf)) : 0;
    return {
      messages: page.map((message) => this.resource(message)),
      has_older: page.length > 0 && oldest > 1,
      has_newer: page.length > 0 && newest < Math.max(0, ...seqs),
      cursor: String(this.head),
    };
  }

  private newest(conversationId: string, count: number): string[] {
    return this.messagesOf(conversationId)
      .filter((message) => message.deleted_at === null)
      .slice(-count)
      .map((message) => message.id);
  }

  /** One event per living thing that boot brings, in the place of the event that made it. */
  private compacted(event: Envelope, wanted: ReadonlySet<string>): WireEnvelope | null {
    const payload = this.presentPayload(event, wanted);
    return payload === null ? null : { ...toWire(structuredClone({ ...event, payload })), compacted: true };
  }

  private presentPayload(event: Envelope, wanted: ReadonlySet<string>): unknown {
    const { store } = this.server;
    const payload = event.payload as Record<string, string>;
    if (event.type === "workspace.created") return event.payload;
    if (event.type === "member.joined") {
      const member = store.get("member", payload.user_id ?? "");
      const self = store.get("member", this.viewerId);
      return member && self && knows(store, self, member.user_id)
        ? { user_id: member.user_id, member: withoutCursors(member) }
        : null;
    }
    if (event.type === "channel.created") {
      const channel = store.get("channel", payload.channel_id ?? "");
      return channel && this.ownConversations().includes(channel.id)
        ? { channel_id: channel.id, channel: withoutCursors(channel) }
        : null;
    }
    if (event.type === "channel.member_added")
      return store.get("channel_member", `${payload.channel_id} ${payload.user_id}`)?.cursor === event.cursor &&
        payload.user_id === this.viewerId
        ? event.payload
        : null;
    if (event.type === "direct.created")
      return this.ownConversations().includes(event.direct_conversation_id ?? "") ? event.payload : null;
    return this.presentContent(event, wanted);
  }

  private presentContent(event: Envelope, wanted: ReadonlySet<string>): unknown {
    const { store } = this.server;
    const payload = event.payload as Record<string, string>;
    const messageId = payload.message_id ?? payload.root_message_id ?? "";
    if (!wanted.has(messageId)) return null;
    if (event.type === "message.created" || event.type === "thread.reply_created") {
      const message = store.get("message", messageId);
      if (!message) return null;
      const { event_cursors: _cursors, request_digest: _digest, cursor: _cursor, ...fields } = message;
      return { ...payload, message: { ...fields, author: this.author(fields.author_id) } };
    }
    if (event.type === "thread.state_updated")
      return store.get("thread", messageId)?.cursor === event.cursor ? event.payload : null;
    if (event.type !== "reaction.added") return null;
    return this.presentReaction(event, messageId);
  }

  private presentReaction(event: Envelope, messageId: string): unknown {
    const { store } = this.server;
    const emoji = (event.payload as { emoji: string }).emoji;
    const living = store.find("reaction", "message", messageId).filter((reaction) => reaction.emoji === emoji);
    const mine = living.find((reaction) => reaction.user_id === this.viewerId);
    const chosen = mine ?? living.sort((one, other) => other.cursor - one.cursor)[0];
    if (chosen?.cursor !== event.cursor) return null;
    return { ...(event.payload as object), count: living.length };
  }

  private author(userId: string) {
    const member = this.server.store.get("member", userId);
    if (!member) throw new Error(`nobody is ${userId}`);
    return authorOf(member);
  }
}

type Cutting = { readonly at: PageAt; readonly limit: number; readonly seqOf: (message: Message) => number };

function meaningOf(event: Envelope) {
  return definitionOf(event.type) ?? { audience: "private" as const };
}

function withoutCursors<T extends Member | object>(entity: T): object {
  const {
    cursor: _cursor,
    created_cursor: _created,
    ...fields
  } = entity as T & {
    cursor?: number;
    created_cursor?: number;
  };
  return fields;
}

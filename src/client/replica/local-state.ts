/** In: events and answered messages of one viewer. Out: entities, people and windows, without messages that no window shows. */

import { reduce } from "../../domain";
import type { Envelope } from "../../domain/core/events";
import { conversationOf } from "../../domain/core/timelines";
import { isHot, kindOf } from "../../domain/definitions";
import { authorOf } from "../../domain/members/rules";
import type { MessageResource } from "../../domain/messages/rules";
import { type Change, type Kind, ownerIn } from "../../domain/state";
import { canStillRead, isMine } from "./access";
import { ConfirmedStore } from "./confirmed-store";
import type { contentIn } from "./events";
import { type Invalidate, invalidateChanged, invalidateMessage } from "./invalidations";
import { ChannelMemberChanges, type HistoryPage } from "./member-changes";
import { changesOfMessage } from "./page-changes";
import { People } from "./people";
import { emptyWindow, type PageTarget, type Window, type Windows, withPage } from "./windows";

export type OwnMessage = Pick<
  MessageResource,
  "id" | "nonce" | "channel_seq" | "channel_id" | "direct_conversation_id"
>;

export type LocalStateListener = { readonly invalidate: Invalidate; onOwnMessage(message: OwnMessage): void };

/**
 * This browser's part of one viewer's workspace: entities, people, and the windows that decide which messages are kept. It takes
 * events and messages, and drops messages that no window shows and conversations that the viewer may no longer read.
 */
export class LocalState {
  readonly store = new ConfirmedStore();
  readonly people = new People();
  /** The cursor at which a conversation was lost: a page read before it must not restore it. */
  private readonly lost = new Map<string, number>();
  readonly windows: Windows;
  /** The joins and leaves in channels, between the messages of the windows. */
  readonly memberChanges: ChannelMemberChanges;
  readonly viewerId: string;
  private readonly listener: LocalStateListener;

  constructor(viewerId: string, windows: Windows, listener: LocalStateListener) {
    this.viewerId = viewerId;
    this.windows = windows;
    this.memberChanges = new ChannelMemberChanges(windows);
    this.listener = listener;
  }

  isMine(conversationId: string): boolean {
    return isMine(this.store, conversationId, this.viewerId);
  }

  canStillRead(channelId: string): boolean {
    return canStillRead(this.store, channelId, this.viewerId);
  }

  apply(event: Envelope): void {
    const changes = reduce(this.store, event);
    this.take(
      changes.filter((change) => this.isWanted(change)),
      event.cursor,
    );
    // What is not kept may be part of a response that is on screen.
    const others = changes.filter(({ kind }) => !isKept(kind));
    invalidateChanged(this.store, others, this.listener.invalidate);
  }

  take(changes: readonly Change[], cursor: number): void {
    invalidateChanged(this.store, this.store.take(changes, cursor), this.listener.invalidate);
  }

  /** Adds a message to the windows that reach the end; `begin` as in `Windows.join`. */
  join(message: NonNullable<ReturnType<typeof contentIn>>, begin: boolean): void {
    this.letGo(this.windows.join(message, begin));
    this.listener.invalidate("timeline", conversationOf(message));
    this.listener.invalidate("thread", message.thread_root_id);
  }

  takeResource(resource: MessageResource, cursor: number): void {
    this.learn(resource.author, cursor);
    if (resource.quoted_author) this.learn(resource.quoted_author, cursor);
    if (!this.windows.holds(resource) || this.isLost(conversationOf(resource))) return;
    this.take(changesOfMessage(this.store, resource, { cursor, viewerId: this.viewerId }), cursor);
    if (resource.author_id === this.viewerId) this.listener.onOwnMessage(resource);
  }

  learn(author: MessageResource["author"], cursor: number): void {
    if (this.people.learn(author, cursor)) this.listener.invalidate("member", author.id);
  }

  /** Drops a member whom the viewer may no longer know. The name stays on what they wrote. */
  part(userId: string): void {
    const member = this.store.get("member", userId);
    if (member) this.people.learn(authorOf(member), member.cursor);
    this.store.evict("member", userId);
    this.people.part(userId);
    this.listener.invalidate("member", userId);
  }

  /** Records whether a conversation is on screen. */
  setOpen(conversationId: string, isOpen: boolean): void {
    if (isOpen) {
      this.windows.open.add(conversationId);
      return;
    }
    this.windows.open.delete(conversationId);
    this.windows.scrolledAway.delete(conversationId);
    this.letGo(this.windows.shrink(conversationId));
    if (!this.windows.timelines.has(conversationId)) this.memberChanges.drop(conversationId);
    this.listener.invalidate("timeline", conversationId);
  }

  /** Keeps a thread, including its root, while it is on screen. */
  openThread(rootId: string): void {
    if (!this.windows.threads.has(rootId)) this.windows.threads.set(rootId, { ...emptyWindow, has_newer: true });
  }

  closeThread(rootId: string): void {
    const entries = this.windows.threads.get(rootId)?.entries ?? [];
    this.windows.threads.delete(rootId);
    this.letGo([rootId, ...entries.map(({ id }) => id)]);
  }

  /** Adds a page to its window; returns the ids that fell out, to be dropped once the page's messages are taken. */
  extend({ kind, id, edge }: PageTarget, page: Window): string[] {
    const windows = kind === "thread" ? this.windows.threads : this.windows.timelines;
    const extended = withPage(windows.get(id), page, edge);
    if (kind === "timeline") return this.windows.setTimeline(id, extended, edge === "older" ? "newest" : "oldest");
    windows.set(id, extended);
    return [];
  }

  /** Takes the member changes of a page that has joined its window. */
  takeHistory(channelId: string, page: HistoryPage, edge: PageTarget["edge"]): void {
    for (const person of page.history.people) this.learn(person, page.cursor);
    this.memberChanges.takePage(channelId, page, edge);
    this.listener.invalidate("timeline", channelId);
  }

  /** Drops those of these messages that no window shows any more. */
  letGo(messageIds: readonly string[]): void {
    for (const id of messageIds) {
      const message = this.store.get("message", id);
      if (message && !this.windows.holds(message)) this.store.evictMessage(id);
    }
  }

  /** Drops everything of a conversation that the viewer lost with the event at `cursor`. */
  lose(conversationId: string, cursor: number): void {
    this.purge(conversationId);
    this.memberChanges.drop(conversationId);
    this.lost.set(conversationId, cursor);
  }

  /** Whether a conversation was lost, after `since` if it is given. */
  isLost(conversationId: string | null, since = 0): boolean {
    const lostAt = conversationId === null ? undefined : this.lost.get(conversationId);
    return lostAt !== undefined && lostAt > since;
  }

  regain(conversationId: string): void {
    this.lost.delete(conversationId);
  }

  /** Whether a change is about something that is here. Anything else arrives whole with a later page. */
  private isWanted(change: Change): boolean {
    if (!isKept(change.kind)) return false;
    if (change.op === "remove") return true;
    if (change.kind === "message") return this.windows.holds(change.value);
    return kindOf[change.kind].belongsTo !== "message" || this.store.get("message", ownerIn(change.key)) !== undefined;
  }

  /** Removes everything of a conversation that the viewer may no longer read. */
  private purge(conversationId: string): void {
    this.windows.timelines.delete(conversationId);
    for (const message of this.store.list("message")) {
      if (conversationOf(message) !== conversationId) continue;
      this.windows.threads.delete(message.thread_root_id);
      invalidateMessage(this.store, message.id, this.listener.invalidate);
      this.store.evictMessage(message.id);
    }
    this.store.evictConversation(conversationId);
    this.listener.invalidate("lost", conversationId);
  }
}

/** Whether this browser keeps entities of a kind. Of those that no message owns, it asks the server when it shows some. */
function isKept(kind: Kind): boolean {
  return isHot(kind) || kindOf[kind].belongsTo === "message";
}

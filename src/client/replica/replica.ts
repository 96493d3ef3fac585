/**
 * In: boot, frames of the stream and pages. Out: the confirmed state that views are built from, and the topics that became dirty.
 */

import { accessIn } from "../../domain/access";
import { channelMemberKind } from "../../domain/channels/rules";
import type { WireEnvelope } from "../../domain/core/envelope.schema";
import { type Envelope, fromWire } from "../../domain/core/events";
import { conversationOf } from "../../domain/core/timelines";
import type { MessageResource } from "../../domain/messages/rules";
import type { ReadState } from "../../domain/read-states/rules";
import { pairKey, put } from "../../domain/state";
import type { Boot, Conversation, EventFrame, MessagePage } from "../transport/transport";
import { accessChange } from "./access";
import type { ConfirmedStore } from "./confirmed-store";
import { bringsMessage, contentIn, inFoldingOrder, RecentEvents, resourceIn, rewrittenBy } from "./events";
import type { Invalidate } from "./invalidations";
import { LocalState, type OwnMessage } from "./local-state";
import { type ChannelMemberChanges, historyIn } from "./member-changes";
import { changesOfConversation, timelineOf } from "./page-changes";
import type { People } from "./people";
import { ReadStates } from "./read-states";
import { type PageTarget, Windows, windowOf } from "./windows";

/** Whether somebody else ended the viewer's membership, or the viewer did so elsewhere. */
export type MembershipEnding = "removed" | "left";

export type ReplicaListener = {
  readonly invalidate: Invalidate;
  /** A message of the viewer is confirmed, by whichever path. */
  onOwnMessage(message: OwnMessage): void;
  /** Somebody wrote, so they have stopped typing. */
  onWritten(conversationId: string, authorId: string): void;
  /** A conversation is not here yet that the viewer has joined or somebody has written in. */
  onUnknownChannel(channelId: string): void;
  /** The viewer may no longer read a conversation. Everything in it is gone from here. */
  onLost(conversationId: string): void;
  /** A guest may no longer know somebody who has left a conversation of theirs. */
  onParted(userId: string): void;
  /** The viewer has another role, or is no longer a member: boot again. */
  onMembershipChanged(ending: MembershipEnding | null): void;
};

/**
 * The confirmed part of a workspace, as far as this browser has it: entities, windows onto timelines and threads, people and read
 * markers. Boot, frames and pages may come in any order. They converge, because an older change never undoes a newer one, and
 * newer events are replayed over a page. Synchronous, without I/O.
 */
export class Replica {
  readonly windows = new Windows();
  private local: LocalState;
  readStates: ReadStates;
  workspaceId = "";
  /** Cursor up to which every visible event has been folded. */
  position = 0;
  private recent = new RecentEvents(0);
  /** Whether boot may have left out some of the viewer's conversations. */
  private mayBeLeftOut = false;
  /** Conversations that are not here and have been requested. */
  private readonly asked = new Set<string>();
  private readonly listener: ReplicaListener;

  constructor(listener: ReplicaListener) {
    this.listener = listener;
    this.local = new LocalState("", this.windows, listener);
    this.readStates = new ReadStates("", this.store, this.windows);
  }

  get store(): ConfirmedStore {
    return this.local.store;
  }

  get memberChanges(): ChannelMemberChanges {
    return this.local.memberChanges;
  }

  get people(): People {
    return this.local.people;
  }

  get viewerId(): string {
    return this.local.viewerId;
  }

  /** Forgets everything and starts from a boot. */
  reset(boot: Boot): void {
    this.clear(boot.login.id);
    this.workspaceId = boot.workspace?.id ?? "";
    this.position = boot.resume_point;
    this.recent = new RecentEvents(boot.resume_point);
    this.mayBeLeftOut = boot.more_conversations === true;
    this.asked.clear();
    for (const wire of inFoldingOrder(boot.events)) this.foldCompacted(wire, boot.resume_point);
    for (const state of boot.read_states) {
      this.store.take([timelineOf(state, this.workspaceId, boot.resume_point)], boot.resume_point);
      this.readStates.put(state, boot.resume_point);
    }
    const { member_changes } = boot;
    if (member_changes)
      this.local.takeHistory(
        member_changes.channel_id,
        { history: member_changes, toSeq: null, cursor: boot.resume_point },
        "whole",
      );
    this.listener.invalidate("session");
  }

  clear(viewerId = this.viewerId): void {
    this.windows.clear();
    this.local = new LocalState(viewerId, this.windows, this.listener);
    this.readStates = new ReadStates(viewerId, this.store, this.windows);
    this.listener.invalidate("session");
  }

  /** I10: folds a frame. False when it does not begin at `position`: something was missed. */
  takeFrame(frame: EventFrame): boolean {
    if (frame.after !== this.position) return false;
    for (const wire of frame.events) {
      if (wire.compacted) {
        this.foldCompacted(wire, this.position);
        continue;
      }
      const event = fromWire(wire);
      this.recent.push(event);
      this.fold(event, "stream");
      this.position = event.cursor;
    }
    this.position = frame.upto;
    return true;
  }

  /**
   * Takes a page that was requested while the stream was at `askedAt`. False when events since then are no longer kept, so that
   * the page cannot be brought up to date: request it again.
   */
  takePage(page: MessagePage, target: PageTarget, askedAt: number): boolean {
    const cursor = Math.min(Number(page.cursor ?? askedAt), askedAt);
    const newer = this.recent.after(cursor);
    if (newer === null) return false;
    const place = target.kind === "timeline" ? target.id : this.conversationOfThread(target.id);
    if (this.local.isLost(place)) return true;
    const fallen = this.local.extend(target, windowOf(page, target.kind));
    for (const message of page.messages) this.local.takeResource(message, cursor);
    this.local.letGo(fallen);
    const history = target.kind === "timeline" ? historyIn(page, askedAt) : null;
    if (history) this.local.takeHistory(target.id, history, target.edge);
    for (const event of newer) if (conversationOf(event) === place) this.fold(event, "replay");
    if (place !== null) this.readStates.refine(place, this.position);
    this.listener.invalidate(target.kind, target.id);
    if (place !== null) this.listener.invalidate("read_state", place);
    return true;
  }

  /** Takes a single message that was requested; kept only while it is in a window. */
  takeMessage(message: MessageResource, askedAt: number): void {
    const newer = this.recent.after(askedAt);
    if (newer === null || !this.windows.holds(message)) return;
    this.local.takeResource(message, askedAt);
    for (const event of newer) if (conversationOf(event) === conversationOf(message)) this.fold(event, "replay");
  }

  /** Takes a conversation that was not in the boot, such as a public channel that the viewer has not joined. */
  takeConversation(found: Conversation, askedAt: number): void {
    const [entity, timeline] = changesOfConversation(found, this.workspaceId, askedAt);
    const { key: id } = entity;
    if (this.local.isLost(id, askedAt)) return;
    this.local.regain(id);
    // The last message that the stream reported is newer.
    const changes = this.store.get("timeline", id) ? [entity] : [entity, timeline];
    this.local.take(changes, askedAt);
    if (found.own) this.takeOwn(id, found.own, askedAt);
    for (const event of this.recent.after(askedAt) ?? []) if (conversationOf(event) === id) this.fold(event, "replay");
  }

  /** Takes a person whom the viewer may know, requested at a cursor. True when this is new. */
  takePerson(author: MessageResource["author"], askedAt: number): boolean {
    this.people.meet(author.id);
    return this.people.learn(author, askedAt);
  }

  /** A conversation that the viewer belongs to, though it was not in the boot. */
  private takeOwn(conversation_id: string, own: NonNullable<Conversation["own"]>, askedAt: number): void {
    if (!this.isMine(conversation_id)) {
      const row = { workspace_id: this.workspaceId, channel_id: conversation_id, user_id: this.viewerId };
      const since = { joined_at: new Date(0).toISOString(), joined_seq: 0, cursor: askedAt };
      this.local.take([put(channelMemberKind, { ...row, ...since })], askedAt);
    }
    this.readStates.put({ conversation_id, revision: -1, ...own }, askedAt);
    for (const topic of ["conversation", "read_state"] as const) this.listener.invalidate(topic, conversation_id);
  }

  /** Takes read markers from the server, as of a cursor if it gives one. */
  takeReadStates(states: readonly ReadState[], cursor: number | null): void {
    for (const state of states) {
      if (!this.readStates.put(state, cursor ?? this.position)) continue;
      this.readStates.refine(state.conversation_id, this.position);
      this.listener.invalidate("read_state", state.conversation_id);
    }
  }

  /** Moves the viewer's marker here, ahead of the server. */
  moveMarker(conversationId: string, lastReadSeq: number): void {
    if (this.readStates.move(conversationId, lastReadSeq, this.position))
      this.listener.invalidate("read_state", conversationId);
  }

  isMine(conversationId: string): boolean {
    return this.local.isMine(conversationId);
  }

  /** Whether the viewer is certainly in a conversation no more: one that the boot has left out may still be theirs. */
  hasLeft(conversationId: string): boolean {
    return !this.mayBeLeftOut && !this.isMine(conversationId);
  }

  setOpen(conversationId: string, isOpen: boolean): void {
    this.local.setOpen(conversationId, isOpen);
  }

  openThread(rootId: string): void {
    this.local.openThread(rootId);
  }

  closeThread(rootId: string): void {
    this.local.closeThread(rootId);
  }

  private fold(event: Envelope, by: "stream" | "replay"): void {
    const conversationId = conversationOf(event);
    const message = contentIn(event);
    const isNew = message !== null && bringsMessage(event);
    if (message) this.local.learn(message.author, event.cursor);
    if (isNew) this.local.join(message, by === "stream" && this.isMine(conversationId));
    this.local.apply(event);
    if (this.memberChanges.takeEvent(this.store, event)) this.listener.invalidate("timeline", conversationId);
    if (by === "replay") return;
    for (const id of rewrittenBy(event)) this.listener.invalidate("text", pairKey(conversationId, id));
    if (isNew && message.channel_seq !== null) this.memberChanges.takeMessage(conversationId, message.channel_seq);
    if (this.readStates.count(conversationId, event)) this.listener.invalidate("read_state", conversationId);
    this.followAccess(event);
    this.followMember(event);
    this.followAcquaintance(event);
    if (this.hasJoined(event)) {
      this.asked.delete(conversationId);
      this.askForUnknown(conversationId);
    }
    if (!isNew) return;
    this.askForUnknown(conversationId);
    this.listener.onWritten(conversationId, message.author_id);
    if (message.author_id === this.viewerId) this.listener.onOwnMessage(message);
  }

  /** Folds the state at `cursor` of something that existed before. */
  private foldCompacted(wire: WireEnvelope, cursor: number): void {
    const event = { ...fromWire(wire), cursor };
    const message = contentIn(event);
    if (message) {
      this.local.join(message, this.isMine(conversationOf(message)));
      this.local.learn(message.author, cursor);
    }
    this.local.apply(event);
    const resource = message && resourceIn(message);
    if (resource) this.local.takeResource(resource, cursor);
    if (message?.author_id === this.viewerId) this.listener.onOwnMessage(message);
    if (!message) this.followAccess(event);
  }

  /** Requests an unknown conversation when something happens in it, if it is the viewer's or boot may have left it out. */
  private askForUnknown(id: string): void {
    if (this.asked.has(id) || !(this.mayBeLeftOut || this.isMine(id))) return;
    if (this.store.get("channel", id) ?? this.store.get("direct", id)) return;
    this.asked.add(id);
    this.listener.onUnknownChannel(id);
  }

  /** A requested conversation could not be loaded. It is requested again when somebody writes there. */
  missConversation(id: string): void {
    this.asked.delete(id);
  }

  private conversationOfThread(rootId: string): string | null {
    const root = this.store.get("message", rootId);
    return root ? conversationOf(root) : null;
  }

  private followAccess(event: Envelope): void {
    const access = accessChange(this.store, event, this.viewerId);
    if (access === null) return;
    const conversationId = conversationOf(event);
    if (access === "gained") {
      this.local.regain(conversationId);
      this.readStates.begin(conversationId, event.cursor);
    }
    if (access === "lost") this.readStates.drop(conversationId);
    if (access === "role") for (const { id } of this.store.list("channel")) this.loseUnreadable(id, event.cursor);
    else this.loseUnreadable(conversationId, event.cursor);
    if (access === "role") this.listener.onMembershipChanged(null);
    if (access === "removed") this.listener.onMembershipChanged(event.actor_id === this.viewerId ? "left" : "removed");
    for (const topic of ["conversation", "timeline", "read_state"] as const)
      this.listener.invalidate(topic, conversationId);
  }

  private hasJoined(event: Envelope): boolean {
    const access = accessIn(event);
    return access?.to === "conversation" && access.change === "gives" && access.user_id === this.viewerId;
  }

  /** Follows people who joined or left, including those known only from a list. */
  private followMember(event: Envelope): void {
    const access = accessIn(event);
    if (access?.to !== "workspace" || access.user_id === null) return;
    if (access.change === "takes") this.people.part(access.user_id);
    if (access.change === "gives") this.people.meet(access.user_id);
  }

  /** A guest knows the people they share a conversation with, and gets no events about the others. */
  private followAcquaintance(event: Envelope): void {
    const access = accessIn(event);
    if (access?.to !== "conversation" || access.user_id === null) return;
    if (this.store.get("member", this.viewerId)?.role !== "guest") return;
    const { user_id: userId, change } = access;
    if (change === "gives") this.people.meet(userId);
    if (change !== "takes") return;
    if (userId === this.viewerId) this.listener.onMembershipChanged(null);
    else {
      this.local.part(userId);
      this.listener.onParted(userId);
    }
  }

  private loseUnreadable(channelId: string, cursor: number): void {
    if (this.local.canStillRead(channelId)) return;
    this.local.lose(channelId, cursor);
    this.listener.invalidate("conversation", channelId);
    this.listener.onLost(channelId);
  }
}

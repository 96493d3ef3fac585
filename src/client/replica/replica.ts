import { accessIn } from "../../domain/access";
import { channelMemberKind } from "../../domain/channels/rules";
import type { WireEnvelope } from "../../domain/core/envelope.schema";
import { type Envelope, fromWire } from "../../domain/core/events";
import { conversationOf } from "../../domain/core/timelines";
import type { MessageResource } from "../../domain/messages/rules";
import type { ReadState } from "../../domain/read-states/rules";
import { put } from "../../domain/state";
import type { Boot, Conversation, MessagePage, StreamBatch } from "../transport/transport";
import { accessChange, changesOfConversation, timelineOf } from "./access";
import { inFoldingOrder } from "./boot-order";
import type { ConfirmedStore } from "./confirmed-store";
import { bringsMessage, contentIn, resourceIn } from "./contents";
import type { PageTarget, ReplicaListener } from "./listener";
import { LocalState } from "./local-state";
import type { ChannelMemberChanges } from "./member-changes";
import type { People } from "./people";
import { ReadStates } from "./read-states";
import { RecentEvents } from "./recent-events";
import { historyIn, windowOf } from "./window-of-page";
import { Windows } from "./windows";

/**
 * The confirmed part of a workspace, as far as this browser holds it: entities, windows onto timelines and threads, people and
 * read markers. Boot, batches of the stream and pages may come in any order; they converge, because an older change never undoes
 * a newer one and newer events are replayed over a page. Synchronous, without I/O.
 */
export class Replica {
  readonly windows = new Windows();
  private local: LocalState;
  readStates: ReadStates;
  workspaceId = "";
  /** Cursor up to which every visible event has been folded. */
  position = 0;
  private recent = new RecentEvents(0);
  /** Whether boot may have left out conversations of the viewer's. */
  private mayBeLeftOut = false;
  /** Conversations of which nothing is held and that have been asked for. */
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

  /** Forgets everything and begins from a boot. */
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

  /** I10: folds what the stream says. False when the batch does not begin where we stand: something was missed. */
  takeBatch(batch: StreamBatch): boolean {
    if (batch.after !== this.position) return false;
    for (const wire of batch.events) {
      if (wire.compacted) {
        this.foldCompacted(wire, this.position);
        continue;
      }
      const event = fromWire(wire);
      this.recent.push(event);
      this.fold(event, "stream");
      this.position = event.cursor;
    }
    this.position = batch.upto;
    return true;
  }

  /**
   * Takes a page that was asked for while the stream stood at `askedAt`. False when events since then are no longer held, so that
   * the page cannot be brought up to date: ask again.
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

  /** Takes one message that was asked for by itself; kept only while a window holds it. */
  takeMessage(message: MessageResource, askedAt: number): void {
    const newer = this.recent.after(askedAt);
    if (newer === null || !this.windows.holds(message)) return;
    this.local.takeResource(message, askedAt);
    for (const event of newer) if (conversationOf(event) === conversationOf(message)) this.fold(event, "replay");
  }

  /** Takes a conversation that boot did not bring, such as a public channel that the viewer has not joined. */
  takeConversation(found: Conversation, askedAt: number): void {
    const [entity, timeline] = changesOfConversation(found, this.workspaceId, askedAt);
    const { key: id } = entity;
    if (this.local.isLost(id, askedAt)) return;
    this.local.regain(id);
    // Where the stream has told how far the conversation has come, it goes on telling.
    const changes = this.store.get("timeline", id) ? [entity] : [entity, timeline];
    this.local.take(changes, askedAt);
    if (found.own) this.takeOwn(id, found.own, askedAt);
    for (const event of this.recent.after(askedAt) ?? []) if (conversationOf(event) === id) this.fold(event, "replay");
  }

  /** Takes the server's word that somebody is known to the viewer, asked for at a cursor. True when it tells something new. */
  takePerson(author: MessageResource["author"], askedAt: number): boolean {
    this.people.meet(author.id);
    return this.people.learn(author, askedAt);
  }

  /** A conversation that the viewer belongs to, though boot has not told so. */
  private takeOwn(conversation_id: string, own: NonNullable<Conversation["own"]>, askedAt: number): void {
    if (!this.isMine(conversation_id)) {
      const row = { workspace_id: this.workspaceId, channel_id: conversation_id, user_id: this.viewerId };
      const since = { joined_at: new Date(0).toISOString(), joined_seq: 0, cursor: askedAt };
      this.local.take([put(channelMemberKind, { ...row, ...since })], askedAt);
    }
    this.readStates.put({ conversation_id, revision: -1, ...own }, askedAt);
    for (const topic of ["conversation", "read_state"] as const) this.listener.invalidate(topic, conversation_id);
  }

  /** Takes the server's word on read markers, as of a cursor where it tells one. */
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

  /** Folds the present state of something that existed before, as it was at `cursor`. */
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

  /** Something happens in a conversation that is not held: whether it is the viewer's, the server knows where boot may have left it out. */
  private askForUnknown(id: string): void {
    if (this.asked.has(id) || !(this.mayBeLeftOut || this.isMine(id))) return;
    if (this.store.get("channel", id) ?? this.store.get("direct", id)) return;
    this.asked.add(id);
    this.listener.onUnknownChannel(id);
  }

  /** A conversation that was asked for could not be had, so that it is asked for again when something is written there. */
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

  /** Also somebody who has not been met here may have been found in a list. */
  private followMember(event: Envelope): void {
    const access = accessIn(event);
    if (access?.to !== "workspace" || access.user_id === null) return;
    if (access.change === "takes") this.people.part(access.user_id);
    if (access.change === "gives") this.people.meet(access.user_id);
  }

  /** A guest knows those with whom they share a conversation, and nobody tells them what becomes of the others. */
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

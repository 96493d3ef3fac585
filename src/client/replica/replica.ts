import { reduce } from "../../domain";
import { type Envelope, fromWire } from "../../domain/events";
import type { MessageResource } from "../../domain/messages";
import type { ReadState } from "../../domain/read-states";
import type { WireEnvelope } from "../../domain/schemas/events";
import type { Change } from "../../domain/state";
import { conversationOf } from "../../domain/timelines";
import type { Boot, Conversation, MessagePage, StreamBatch } from "../transport";
import { accessChange, canStillRead, changesOfConversation, isMine, purgeConversation, timelineOf } from "./access";
import { inFoldingOrder } from "./boot-order";
import { ConfirmedStore } from "./confirmed-store";
import { contentIn, resourceIn } from "./contents";
import type { PageTarget, ReplicaListener } from "./listener";
import { changesOfMessage } from "./page-changes";
import { People } from "./people";
import { ReadStates } from "./read-states";
import { RecentEvents } from "./recent-events";
import { touchChanges } from "./touching";
import { emptyWindow, type Window, withPage } from "./window";
import { windowOf } from "./window-of-page";
import { Windows } from "./windows";

/**
 * The confirmed part of a workspace, as far as this browser holds it: entities, windows onto timelines and threads, people and
 * read markers. Boot, batches of the stream and pages may come in any order; they converge, because an older change never undoes
 * a newer one and newer events are replayed over a page. Synchronous, without I/O.
 */
export class Replica {
  store = new ConfirmedStore();
  people = new People();
  readonly windows = new Windows();
  readStates = new ReadStates("", this.store, this.windows);
  viewerId = "";
  workspaceId = "";
  /** Cursor up to which every visible event has been folded. */
  position = 0;
  private recent = new RecentEvents(0);
  private readonly listener: ReplicaListener;

  constructor(listener: ReplicaListener) {
    this.listener = listener;
  }

  /** Forgets everything and begins from a boot. */
  reset(boot: Boot): void {
    this.clear();
    this.viewerId = boot.login.id;
    this.workspaceId = boot.workspace?.id ?? "";
    this.position = boot.resume_point;
    this.recent = new RecentEvents(boot.resume_point);
    this.readStates = new ReadStates(boot.login.id, this.store, this.windows);
    for (const wire of inFoldingOrder(boot.events)) this.foldCompacted(wire, boot.resume_point);
    for (const state of boot.read_states) {
      this.store.take([timelineOf(state, this.workspaceId, boot.resume_point)], boot.resume_point);
      this.readStates.put(state, boot.resume_point);
    }
    this.listener.touch("session");
  }

  clear(): void {
    this.store = new ConfirmedStore();
    this.people = new People();
    this.windows.clear();
    this.readStates = new ReadStates(this.viewerId, this.store, this.windows);
    this.listener.touch("session");
  }

  /** Folds what the stream says. False when the batch does not begin where we stand: something was missed. */
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
    const fallen = this.extend(target, windowOf(page, target.kind));
    for (const message of page.messages) this.takeResource(message, cursor);
    this.letGo(fallen);
    const place = target.kind === "timeline" ? target.id : this.conversationOfThread(target.id);
    for (const event of newer) if (conversationOf(event) === place) this.fold(event, "replay");
    if (place !== null) this.readStates.refine(place, this.position);
    this.listener.touch(target.kind, target.id);
    if (place !== null) this.listener.touch("read_state", place);
    return true;
  }

  /** Takes one message that was asked for by itself; kept only while a window holds it. */
  takeMessage(message: MessageResource, askedAt: number): void {
    const newer = this.recent.after(askedAt);
    if (newer === null || !this.windows.holds(message)) return;
    this.takeResource(message, askedAt);
    for (const event of newer) if (conversationOf(event) === conversationOf(message)) this.fold(event, "replay");
  }

  /** Takes a conversation that boot did not bring, such as a public channel that the viewer has not joined. */
  takeConversation(found: Conversation, askedAt: number): void {
    const [entity, timeline] = changesOfConversation(found, this.workspaceId, askedAt);
    const { key: id } = entity;
    // Where the stream has told how far the conversation has come, it goes on telling.
    const changes = this.store.get("timeline", id) ? [entity] : [entity, timeline];
    this.touchAll(this.store.take(changes, askedAt));
    for (const event of this.recent.after(askedAt) ?? []) if (conversationOf(event) === id) this.fold(event, "replay");
  }

  /** Takes the server's word on read markers, as of a cursor where it tells one. */
  takeReadStates(states: readonly ReadState[], cursor: number | null): void {
    for (const state of states) {
      if (!this.readStates.put(state, cursor ?? this.position)) continue;
      this.readStates.refine(state.conversation_id, this.position);
      this.listener.touch("read_state", state.conversation_id);
    }
  }

  /** Moves the viewer's marker here, ahead of the server. */
  moveMarker(conversationId: string, lastReadSeq: number): void {
    if (this.readStates.move(conversationId, lastReadSeq, this.position))
      this.listener.touch("read_state", conversationId);
  }

  isMine(conversationId: string): boolean {
    return isMine(this.store, conversationId, this.viewerId);
  }

  /** Tells that a conversation is on screen, or has left it. */
  setOpen(conversationId: string, isOpen: boolean): void {
    if (isOpen) {
      this.windows.open.add(conversationId);
      return;
    }
    this.windows.open.delete(conversationId);
    this.windows.scrolledAway.delete(conversationId);
    this.letGo(this.windows.shrink(conversationId));
    this.listener.touch("timeline", conversationId);
  }

  /** Keeps a thread, its root included, while it is looked at. */
  openThread(rootId: string): void {
    if (!this.windows.threads.has(rootId)) this.windows.threads.set(rootId, { ...emptyWindow, has_newer: true });
  }

  closeThread(rootId: string): void {
    const entries = this.windows.threads.get(rootId)?.entries ?? [];
    this.windows.threads.delete(rootId);
    this.letGo([rootId, ...entries.map(({ id }) => id)]);
  }

  private fold(event: Envelope, by: "stream" | "replay"): void {
    const conversationId = conversationOf(event);
    const message = contentIn(event);
    const isNew = message !== null && event.type !== "message.updated";
    const before = message ? this.store.get("message", message.id) : undefined;
    if (message) this.learn(message.author, event.cursor);
    if (isNew) this.join(message, by === "stream" && this.isMine(conversationId));
    this.apply(event);
    if (by === "replay") return;
    if (this.readStates.count(conversationId, event, before)) this.listener.touch("read_state", conversationId);
    this.followAccess(event);
    if (
      event.type === "channel.member_added" &&
      this.isMine(conversationId) &&
      !this.store.get("channel", conversationId)
    )
      this.listener.onUnknownChannel(conversationId);
    if (!isNew) return;
    this.listener.onWritten(conversationId, message.author_id);
    if (message.author_id === this.viewerId) this.listener.onOwnMessage(message);
  }

  /** Folds the present state of something that existed before, as it was at `cursor`. */
  private foldCompacted(wire: WireEnvelope, cursor: number): void {
    const event = { ...fromWire(wire), cursor };
    const message = contentIn(event);
    if (message) {
      this.join(message, this.isMine(conversationOf(message)));
      this.learn(message.author, cursor);
    }
    this.apply(event);
    const resource = message && resourceIn(message);
    if (resource) this.takeResource(resource, cursor);
    if (message?.author_id === this.viewerId) this.listener.onOwnMessage(message);
    if (!message) this.followAccess(event);
  }

  private apply(event: Envelope): void {
    const changes = reduce(this.store, event).filter((change) => this.isWanted(change));
    this.touchAll(this.store.take(changes, event.cursor));
  }

  private join(message: NonNullable<ReturnType<typeof contentIn>>, begin: boolean): void {
    this.letGo(this.windows.join(message, begin));
    this.listener.touch("timeline", conversationOf(message));
    this.listener.touch("thread", message.thread_root_id);
  }

  private takeResource(resource: MessageResource, cursor: number): void {
    this.learn(resource.author, cursor);
    if (resource.quoted_author) this.learn(resource.quoted_author, cursor);
    if (!this.windows.holds(resource)) return;
    const changes = changesOfMessage(this.store, resource, { cursor, viewerId: this.viewerId });
    this.touchAll(this.store.take(changes, cursor));
    if (resource.author_id === this.viewerId) this.listener.onOwnMessage(resource);
  }

  private extend({ kind, id, edge }: PageTarget, page: Window): string[] {
    const windows = kind === "thread" ? this.windows.threads : this.windows.timelines;
    const extended = withPage(windows.get(id), page, edge);
    if (kind === "timeline") return this.windows.setTimeline(id, extended, edge === "older" ? "newest" : "oldest");
    windows.set(id, extended);
    return [];
  }

  private conversationOfThread(rootId: string): string | null {
    const root = this.store.get("message", rootId);
    return root ? conversationOf(root) : null;
  }

  /** Whether a change is about something held here; what is not, a later page brings whole. */
  private isWanted(change: Change): boolean {
    if (change.op === "remove") return true;
    if (change.kind === "message") return this.windows.holds(change.value);
    if (change.kind === "thread") return this.store.get("message", change.key) !== undefined;
    if (change.kind === "tally" || change.kind === "reaction")
      return this.store.get("message", change.value.message_id) !== undefined;
    return true;
  }

  private followAccess(event: Envelope): void {
    const conversationId = conversationOf(event);
    const access = accessChange(this.store, event, this.viewerId);
    if (access === null) return;
    if (access === "removed") this.listener.onRemoved();
    if (access === "gained") this.readStates.begin(conversationId, event.cursor);
    if (access === "lost") this.readStates.drop(conversationId);
    if (access === "lost" && !canStillRead(this.store, conversationId, this.viewerId))
      purgeConversation(this.store, this.windows, conversationId);
    for (const topic of ["conversation", "timeline", "read_state"] as const) this.listener.touch(topic, conversationId);
  }

  private letGo(messageIds: readonly string[]): void {
    for (const id of messageIds) {
      const message = this.store.get("message", id);
      if (message && !this.windows.holds(message)) this.store.evictMessage(id);
    }
  }

  private learn(author: MessageResource["author"], cursor: number): void {
    if (this.people.learn(author, cursor)) this.listener.touch("member", author.id);
  }

  private touchAll(changes: readonly Change[]): void {
    touchChanges(this.store, changes, this.listener.touch);
  }
}

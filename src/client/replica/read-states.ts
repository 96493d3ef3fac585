/** In: read markers from the server and events of the stream. Out: the viewer's marker and unread counts in each conversation. */

import { definitionOf } from "../../domain";
import type { Envelope } from "../../domain/core/events";
import type { Message } from "../../domain/messages/rules";
import { countEvent, isMentioned, isUnread, type ReadState } from "../../domain/read-states/rules";
import { pairKey, type State } from "../../domain/state";
import type { Windows } from "./windows";

/** Counts as of a cursor: they include every event up to it. */
type Counted = { readonly state: ReadState; readonly to: number };

/** The viewer's marker and counts in each conversation: the server's, plus every event of the stream since. */
export class ReadStates {
  private readonly counted = new Map<string, Counted>();
  private readonly viewerId: string;
  private readonly store: State;
  private readonly windows: Windows;

  constructor(viewerId: string, store: State, windows: Windows) {
    this.viewerId = viewerId;
    this.store = store;
    this.windows = windows;
  }

  get(conversationId: string): ReadState | undefined {
    return this.counted.get(conversationId)?.state;
  }

  all(): ReadState[] {
    return [...this.counted.values()].map(({ state }) => state);
  }

  /** Takes the server's state as of a cursor. Unless its marker is newer, the local counts are just as good and stay. */
  put({ conversation_id, last_read_seq, unread_count, mention_count, revision }: ReadState, cursor: number): boolean {
    const known = this.counted.get(conversation_id);
    if (known && known.state.revision >= revision) return false;
    const state = { conversation_id, last_read_seq, unread_count, mention_count, revision };
    this.counted.set(conversation_id, { state, to: cursor });
    return true;
  }

  /** Starts with a conversation that the viewer has just joined: everything before that is read. */
  begin(conversation_id: string, cursor: number): void {
    if (this.counted.has(conversation_id)) return;
    const membership = this.store.get("channel_member", pairKey(conversation_id, this.viewerId));
    const last_read_seq = membership?.joined_seq ?? 0;
    const state = { conversation_id, last_read_seq, unread_count: 0, mention_count: 0, revision: -1 };
    this.counted.set(conversation_id, { state, to: cursor });
  }

  /** Moves the marker here, ahead of the server, and counts the remaining messages as far as they are known. */
  move(conversationId: string, lastReadSeq: number, position: number): boolean {
    const known = this.counted.get(conversationId);
    if (!known) return false;
    const moved = { ...known.state, last_read_seq: lastReadSeq };
    const lastSeq = this.store.get("timeline", conversationId)?.last_seq ?? 0;
    const counted = lastReadSeq >= lastSeq ? { ...moved, unread_count: 0, mention_count: 0 } : this.recount(moved);
    this.counted.set(conversationId, counted ? { state: counted, to: position } : { state: moved, to: known.to });
    return true;
  }

  /** The number of messages that would be unread with the marker there; null if it is not known here. */
  unreadAfter(conversationId: string, lastReadSeq: number): number | null {
    const known = this.counted.get(conversationId);
    if (!known) return 0;
    return this.recount({ ...known.state, last_read_seq: lastReadSeq })?.unread_count ?? null;
  }

  /** Counts again from the local messages, if all messages after the marker are here. */
  refine(conversationId: string, position: number): void {
    const known = this.counted.get(conversationId);
    const counted = known && known.to <= position ? this.recount(known.state) : null;
    if (counted) this.counted.set(conversationId, { state: counted, to: position });
  }

  /**
   * Counts an event of the stream that has just been folded. If every unread message is here, they are counted again, which is
   * exact even if a page was ahead of the stream. Otherwise the event adjusts the counts. True if the counts changed.
   */
  count(conversationId: string, event: Envelope): boolean {
    const known = this.counted.get(conversationId);
    if (!known || event.cursor <= known.to || definitionOf(event.type)?.message === undefined) return false;
    const state = this.recount(known.state) ?? countEvent(known.state, event, this.viewerId);
    this.counted.set(conversationId, { state, to: event.cursor });
    return state.unread_count !== known.state.unread_count || state.mention_count !== known.state.mention_count;
  }

  /** Whether unread messages up to `seq` are outside a thread; true if that is not known. */
  hasOthers(conversationId: string, rootId: string, seq: number): boolean {
    const state = this.get(conversationId);
    if (!state) return true;
    const outside = this.recount(
      state,
      (message) => message.thread_root_id !== rootId && (message.channel_seq ?? 0) <= seq,
    );
    return (outside?.unread_count ?? 1) > 0;
  }

  /** The counts without certain threads; unchanged if they are not known. */
  without(state: ReadState, isLeftOut: (rootId: string) => boolean): ReadState {
    if (state.unread_count === 0) return state;
    return this.recount(state, ({ thread_root_id }) => !isLeftOut(thread_root_id)) ?? state;
  }

  drop(conversationId: string): void {
    this.counted.delete(conversationId);
  }

  private recount(state: ReadState, isCounted: (message: Message) => boolean = () => true): ReadState | null {
    const window = this.windows.timelines.get(state.conversation_id);
    if (!window || window.has_newer) return null;
    const oldest = window.entries[0]?.seq ?? 0;
    if (window.has_older && oldest > state.last_read_seq + 1) return null;
    // A page may have messages that the stream has not delivered yet; those are counted when it does.
    const lastSeq = this.store.get("timeline", state.conversation_id)?.last_seq ?? 0;
    let [unread_count, mention_count] = [0, 0];
    for (let index = window.entries.length - 1; index >= 0; index -= 1) {
      const entry = window.entries[index];
      if (!entry || entry.seq <= state.last_read_seq) break;
      const message = entry.seq <= lastSeq ? this.store.get("message", entry.id) : undefined;
      if (!message || !isUnread(message, this.viewerId, state.last_read_seq) || !isCounted(message)) continue;
      unread_count += 1;
      if (isMentioned(message, this.viewerId)) mention_count += 1;
    }
    return { ...state, unread_count, mention_count };
  }
}

import { conversationOf } from "../../domain/core/timelines";
import type { Message } from "../../domain/messages/rules";
import { covers, type Entry, emptyWindow, trimmed, type Window, withLive } from "./window";

type Placed = Pick<
  Message,
  "id" | "channel_id" | "direct_conversation_id" | "channel_seq" | "thread_seq" | "thread_root_id"
>;

/** Messages held of a conversation on screen, and of one in the background. */
const openMax = 1_000;
const closedMax = 100;

/** Every stretch of a timeline or thread that is held. A message in none of them need not be kept. */
export class Windows {
  readonly timelines = new Map<string, Window>();
  readonly threads = new Map<string, Window>();
  /** Conversations on screen. */
  readonly open = new Set<string>();
  /** Conversations whose reader has scrolled away from the end. */
  readonly scrolledAway = new Set<string>();

  holds(message: Placed): boolean {
    const timeline = this.timelines.get(conversationOf(message));
    if (timeline && message.channel_seq !== null && covers(timeline, message.channel_seq)) return true;
    if (this.threads.has(message.id)) return true;
    const thread = this.threads.get(message.thread_root_id);
    return thread !== undefined && message.thread_seq !== null && covers(thread, message.thread_seq);
  }

  /**
   * Lets a message of the stream join the windows that reach their end. `begin`: a conversation without a window starts one
   * with it. Returns the ids that fell out.
   */
  join(message: Placed, begin: boolean): string[] {
    const conversationId = conversationOf(message);
    const fallen: string[] = [];
    if (message.channel_seq !== null) {
      const start = begin ? { ...emptyWindow, has_older: message.channel_seq > 1 } : undefined;
      const timeline = this.timelines.get(conversationId) ?? start;
      if (timeline) {
        const cut = this.scrolledAway.has(conversationId) ? "newest" : "oldest";
        const joined = withLive(timeline, { seq: message.channel_seq, id: message.id });
        const bounded = trimmed(joined, cut, this.maxOf(conversationId));
        this.timelines.set(conversationId, bounded);
        fallen.push(...missing(joined, bounded));
      }
    }
    const thread = this.threads.get(message.thread_root_id);
    if (thread && message.thread_seq !== null)
      this.threads.set(message.thread_root_id, withLive(thread, { seq: message.thread_seq, id: message.id }));
    return fallen;
  }

  /** Replaces a window and returns the ids that fell out; `cut` names the end to shorten when it has grown too long. */
  setTimeline(conversationId: string, window: Window, cut: "oldest" | "newest"): string[] {
    const bounded = trimmed(window, cut, this.maxOf(conversationId));
    const before = this.timelines.get(conversationId) ?? emptyWindow;
    this.timelines.set(conversationId, bounded);
    return [...missing(before, bounded), ...missing(window, bounded)];
  }

  /** Shortens a conversation that has left the screen. */
  shrink(conversationId: string): string[] {
    const window = this.timelines.get(conversationId);
    if (!window) return [];
    // What is kept must be the end, so that live messages go on joining it.
    if (window.has_newer) {
      this.timelines.delete(conversationId);
      return window.entries.map(({ id }) => id);
    }
    return this.setTimeline(conversationId, window, "oldest");
  }

  clear(): void {
    this.timelines.clear();
    this.threads.clear();
  }

  private maxOf(conversationId: string): number {
    return this.open.has(conversationId) ? openMax : closedMax;
  }
}

function missing(before: Window, after: Window): string[] {
  if (before.entries.length === 0 || before.entries === after.entries) return [];
  const kept = new Set(after.entries.map((entry: Entry) => entry.id));
  return before.entries.flatMap(({ id }) => (kept.has(id) ? [] : [id]));
}

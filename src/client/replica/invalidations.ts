/**
 * In: applied changes, or a topic that changed by other means. Out, once a frame: the dirty topics, whose views are built again.
 */

import { conversationOf } from "../../domain/core/timelines";
import { byName, type Kind, type KindOf } from "../../domain/definitions";
import { type Change, ownerIn, type State } from "../../domain/state";

/** The topics that can become dirty. `shownBy` of the view cache says which views show them. */
export type Topic =
  | "message"
  | "timeline"
  | "newest"
  | "thread"
  | "conversation"
  /** A conversation whose contents the viewer has lost. */
  | "lost"
  /** A message whose text has changed, after the id of its conversation (`pairKey`). */
  | "text"
  | "member"
  /** A member whose profile, role or membership an event has changed. */
  | "changed_member"
  | "read_state"
  | "typing"
  | "presence"
  | "session"
  | "workspaces"
  | "preferences"
  | "connection"
  | "failures"
  | "drafts";

export type Invalidate = (topic: Topic, id?: string) => void;

/** Collects dirty topics until the next frame, so that any number of events costs one refresh. */
export class Invalidations {
  private ids = new Map<Topic, Set<string>>();
  private readonly onFirst: () => void;

  constructor(onFirst: () => void) {
    this.onFirst = onFirst;
  }

  readonly invalidate: Invalidate = (topic, id = "") => {
    const first = this.ids.size === 0;
    const ids = this.ids.get(topic);
    if (ids) ids.add(id);
    else this.ids.set(topic, new Set([id]));
    if (first) this.onFirst();
  };

  /** The dirty ids of one topic so far. */
  of(topic: Topic): readonly string[] {
    return [...(this.ids.get(topic) ?? [])];
  }

  /** Returns the dirty topics, and starts over. */
  drain(): ReadonlyMap<Topic, ReadonlySet<string>> {
    const { ids } = this;
    this.ids = new Map();
    return ids;
  }
}

/** Invalidates the topics that show the changed entities. `state` has the messages that these belong to. */
export function invalidateChanged(state: State, changes: readonly Change[], invalidate: Invalidate): void {
  for (const { kind, key } of changes) invalidateKind[kind](state, key, invalidate);
}

type InvalidateKind = (state: State, key: string, invalidate: Invalidate) => void;

/** An entity that belongs to a message or a conversation is shown with its owner. */
const withOwner: { readonly [K in KindOf<"conversation" | "message">]: InvalidateKind } = byName(({ belongsTo }) =>
  belongsTo === "message"
    ? (state: State, key: string, invalidate: Invalidate) => invalidateMessage(state, ownerIn(key), invalidate)
    : (_state: State, key: string, invalidate: Invalidate) => invalidate("conversation", ownerIn(key)),
);

const invalidateKind: { readonly [K in Kind]: InvalidateKind } = {
  ...withOwner,
  timeline: invalidateTimeline,
  workspace: (_state, _key, invalidate) => invalidate("session"),
  member: (_state, key, invalidate) => {
    for (const topic of ["member", "changed_member"] as const) invalidate(topic, key);
  },
  invite: () => undefined,
};

/** Every message changes the timeline but not the conversation. Direct conversations are sorted by their newest message. */
function invalidateTimeline(state: State, conversationId: string, invalidate: Invalidate): void {
  invalidate("timeline", conversationId);
  if (state.get("direct", conversationId)) invalidate("newest", conversationId);
}

/** A message is shown by itself, in its timeline and in its thread. */
export function invalidateMessage(state: State, messageId: string, invalidate: Invalidate): void {
  invalidate("message", messageId);
  const message = state.get("message", messageId);
  if (!message) return;
  invalidate("timeline", conversationOf(message));
  invalidate("thread", message.thread_root_id);
}

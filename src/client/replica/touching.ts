import { conversationOf } from "../../domain/core/timelines";
import { byName, type Kind, type KindOf } from "../../domain/definitions";
import { type Change, ownerIn, type State } from "../../domain/state";
import type { Touch } from "./touched";

/** Tells what screens may show of the changed entities. `state` knows the messages that the changes are about. */
export function touchChanges(state: State, changes: readonly Change[], touch: Touch): void {
  for (const { kind, key } of changes) touchKind[kind](state, key, touch);
}

type TouchKind = (state: State, key: string, touch: Touch) => void;

/** What belongs to a message or a conversation shows with it. */
const withOwner: { readonly [K in KindOf<"conversation" | "message">]: TouchKind } = byName(({ belongsTo }) =>
  belongsTo === "message"
    ? (state: State, key: string, touch: Touch) => touchMessage(state, ownerIn(key), touch)
    : (_state: State, key: string, touch: Touch) => touch("conversation", ownerIn(key)),
);

const touchKind: { readonly [K in Kind]: TouchKind } = {
  ...withOwner,
  timeline: touchTimeline,
  workspace: (_state, _key, touch) => touch("session"),
  member: (_state, key, touch) => touch("member", key),
  invite: () => undefined,
};

/** Every message moves it; what else a conversation is stays as it was. Direct conversations stand in the order of their newest message. */
function touchTimeline(state: State, conversationId: string, touch: Touch): void {
  touch("timeline", conversationId);
  if (state.get("direct", conversationId)) touch("newest", conversationId);
}

/** A message shows in itself, its timeline and its thread. */
export function touchMessage(state: State, messageId: string, touch: Touch): void {
  touch("message", messageId);
  const message = state.get("message", messageId);
  if (!message) return;
  touch("timeline", conversationOf(message));
  touch("thread", message.thread_root_id);
}

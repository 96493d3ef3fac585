import type { Change, State } from "../../domain/state";
import { conversationOf } from "../../domain/timelines";
import type { Touch } from "../touched";

/** Tells what screens may show of the changed entities. `state` knows the messages that the changes are about. */
export function touchChanges(state: State, changes: readonly Change[], touch: Touch): void {
  for (const change of changes) touchChange(state, change, touch);
}

function touchChange(state: State, change: Change, touch: Touch): void {
  const { kind, key } = change;
  if (kind === "message" || kind === "thread") touchMessage(state, key, touch);
  else if (kind === "tally" || kind === "reaction") touchMessage(state, key.slice(0, key.indexOf(" ")), touch);
  else if (kind === "member") touch("member", key);
  else if (kind === "channel_member") touch("conversation", key.slice(0, key.indexOf(" ")));
  else if (kind === "channel" || kind === "direct") touch("conversation", key);
  else if (kind === "timeline") touchTimeline(state, key, touch);
  else if (kind === "workspace") touch("session");
}

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

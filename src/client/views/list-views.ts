import { conversationOf } from "../../domain/core/timelines";
import type { Message } from "../../domain/messages/rules";
import type { LoadState } from "../loading/loader";
import type { Replica } from "../replica/replica";
import type { Window } from "../replica/windows";
import type { MemberChangeViews } from "./member-change-views";
import type { MessageViews } from "./message-views";
import type { MessageView, ThreadView, TimelineView } from "./shapes";

export type ListSource = {
  readonly replica: Replica;
  readonly messages: MessageViews;
  readonly memberChanges: MemberChangeViews;
  loadState(kind: "timeline" | "thread", id: string): LoadState;
  localMessages(): readonly Message[];
};

/** A conversation's messages, with those being sent at the end. */
export function timelineView(source: ListSource, conversationId: string): TimelineView {
  const window = source.replica.windows.timelines.get(conversationId);
  const local = source
    .localMessages()
    .filter((message) => message.channel_seq !== null && conversationOf(message) === conversationId);
  const messages = viewsOf(source, window, local).filter(isShown);
  const last_seq = source.replica.store.get("timeline", conversationId)?.last_seq ?? 0;
  const member_changes = source.replica.memberChanges.of(conversationId).map((one) => source.memberChanges.get(one));
  return { ...listed(window, messages, source.loadState("timeline", conversationId)), last_seq, member_changes };
}

/** A root with its replies. */
export function threadView(source: ListSource, rootId: string): ThreadView {
  const window = source.replica.windows.threads.get(rootId);
  const local = source.localMessages().filter((message) => message.parent_message_id === rootId);
  const messages = viewsOf(source, window, local).filter(({ deleted_at }) => deleted_at === null);
  const root = source.messages.get(rootId) ?? undefined;
  return { ...listed(window, messages, source.loadState("thread", rootId)), root };
}

function viewsOf({ messages }: ListSource, window: Window | undefined, local: readonly Message[]): MessageView[] {
  const loaded = window?.entries.flatMap(({ id }) => messages.get(id) ?? []) ?? [];
  if (window?.has_newer) return loaded;
  return [...loaded, ...local.flatMap(({ id }) => messages.get(id) ?? [])];
}

function listed(window: Window | undefined, messages: readonly MessageView[], { loading, failure }: LoadState) {
  const isLoaded = window !== undefined && (window.entries.length > 0 || !window.has_newer);
  const status: TimelineView["status"] = isLoaded ? "ready" : failure ? "failed" : "loading";
  return {
    messages,
    has_older: window?.has_older ?? false,
    has_newer: window?.has_newer ?? false,
    loading,
    status,
    error: failure?.message ?? null,
    error_code: failure?.code ?? null,
  };
}

/** A deleted message keeps its place only while its thread has replies. */
function isShown({ deleted_at, thread_state }: MessageView): boolean {
  return deleted_at === null || (thread_state?.reply_count ?? 0) > 0;
}

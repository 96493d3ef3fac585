import type { MessageView } from "../../../client/views/shapes";
import { buildRows, type Groups, type TimelineRow } from "../../timeline";
import { itemOf } from "../pane/message-items";

export type ThreadRowsOptions = {
  root: MessageView | undefined;
  messages: readonly MessageView[];
  /** Earlier replies exist but are not loaded. The root then appears together with them. */
  hasOlder: boolean;
  viewerId: string;
  /** Must live as long as the list. */
  groups: Groups;
};

/** The rows of a thread: its root, the number of replies, and the replies. */
export function threadRows({ root, messages, hasOlder, viewerId, groups }: ThreadRowsOptions): TimelineRow[] {
  const options = { newAfterSeq: null, viewerId, order: "thread" } as const;
  const replies = buildRows({ ...options, items: messages.map(itemOf), hasOlder, groups });
  if (hasOlder) return replies;
  const top = root ? buildRows({ ...options, items: [itemOf(root)], hasOlder: false }) : [];
  const days = new Set(top.map(({ key }) => key));
  const count = Math.max(root?.thread_state?.reply_count ?? 0, messages.length);
  const line: TimelineRow[] = count > 0 ? [{ type: "replies", key: "replies", count }] : [];
  return [...top, ...line, ...replies.filter(({ key }) => !days.has(key))].filter(({ type }) => type !== "start");
}

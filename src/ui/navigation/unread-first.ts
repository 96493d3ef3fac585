import type { ConversationRow } from "../../client/views/shapes";

/** Puts unread conversations before the rest, each group in its order. The open one keeps its place while it is being read. */
export function unreadFirst(rows: readonly ConversationRow[], openId: string | null): ConversationRow[] {
  const isUnread = ({ id, unread_count }: ConversationRow) => unread_count > 0 && id !== openId;
  return [...rows.filter(isUnread), ...rows.filter((row) => !isUnread(row))];
}

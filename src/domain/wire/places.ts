/** A conversation as an address names it: a channel by name or id, a direct conversation by id. */
export type Target =
  | { readonly kind: "channel"; readonly ref: string }
  | { readonly kind: "direct"; readonly ref: string };

/** What an address says of a conversation. */
export type ConversationAddress = {
  readonly target: Target;
  readonly threadId: string | null;
  /** The message that a permanent link points at. */
  readonly messageId: string | null;
};

/** The address of a workspace, which shows the list of its conversations. */
export function workspacePath(slug: string): string {
  return `/w/${encodeURIComponent(slug)}`;
}

/** The address of a conversation, of a thread of it, or of a message in either: `parsePlace` of the web app reads it. */
export function conversationPath(slug: string, { target, threadId, messageId }: ConversationAddress): string {
  const kind = target.kind === "channel" ? "c" : "d";
  const conversation = `${workspacePath(slug)}/${kind}/${encodeURIComponent(target.ref)}`;
  const thread = threadId ? `/t/${encodeURIComponent(threadId)}` : "";
  return conversation + thread + (messageId ? `?m=${encodeURIComponent(messageId)}` : "");
}

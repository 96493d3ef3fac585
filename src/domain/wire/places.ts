/** A conversation as an address names it: a channel by name or id, a direct conversation by id. */
export type Target =
  | { readonly kind: "channel"; readonly ref: string }
  | { readonly kind: "direct"; readonly ref: string };

/** The parts of a conversation's address. */
export type ConversationAddress = {
  readonly target: Target;
  readonly threadId: string | null;
  /** The message that a permalink points to. */
  readonly messageId: string | null;
};

/** The address of a workspace, which shows the list of its conversations. */
export function workspacePath(slug: string): string {
  return `/w/${encodeURIComponent(slug)}`;
}

/** The address of a conversation, of one of its threads, or of a message in either. The web app's `parsePlace` reads it. */
export function conversationPath(slug: string, { target, threadId, messageId }: ConversationAddress): string {
  const kind = target.kind === "channel" ? "c" : "d";
  const conversation = `${workspacePath(slug)}/${kind}/${encodeURIComponent(target.ref)}`;
  const thread = threadId ? `/t/${encodeURIComponent(threadId)}` : "";
  return conversation + thread + (messageId ? `?m=${encodeURIComponent(messageId)}` : "");
}

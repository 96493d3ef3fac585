/** A conversation as an address names it: a channel by name or id, a direct conversation by id. */
export type Target =
  | { readonly kind: "channel"; readonly ref: string }
  | { readonly kind: "direct"; readonly ref: string };

/** The tabs of a conversation's details, in the words of its address. */
export const detailsTabs = ["about", "members", "pins"] as const;
export type DetailsTab = (typeof detailsTabs)[number];

/** What stands in the right pane: a thread, the details of the conversation, or a person. */
export type Pane =
  | { readonly kind: "thread"; readonly rootId: string }
  | { readonly kind: "details"; readonly tab: DetailsTab }
  | { readonly kind: "person"; readonly userId: string };

/** The parts of a conversation's address. */
export type ConversationAddress = {
  readonly target: Target;
  readonly pane: Pane | null;
  /** The message that a permalink points to. */
  readonly messageId: string | null;
};

/** The address of a workspace, which shows the list of its conversations. */
export function workspacePath(slug: string): string {
  return `/w/${encodeURIComponent(slug)}`;
}

/** The address of a conversation, with what its right pane shows and the message to jump to. The web app's `parsePlace` reads it. */
export function conversationPath(slug: string, { target, pane, messageId }: ConversationAddress): string {
  const kind = target.kind === "channel" ? "c" : "d";
  const conversation = `${workspacePath(slug)}/${kind}/${encodeURIComponent(target.ref)}`;
  return conversation + panePath(pane) + (messageId ? `?m=${encodeURIComponent(messageId)}` : "");
}

/** The end of an address that says what the right pane shows: `/t/<thread>`, `/p/<person>`, or the tab of the details. */
export function panePath(pane: Pane | null): string {
  if (pane === null) return "";
  if (pane.kind === "details") return `/${pane.tab}`;
  return pane.kind === "thread" ? `/t/${encodeURIComponent(pane.rootId)}` : `/p/${encodeURIComponent(pane.userId)}`;
}

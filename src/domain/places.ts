/** A conversation as an address names it: a channel by name or id, a direct conversation by id. */
export type Target =
  | { readonly kind: "channel"; readonly ref: string }
  | { readonly kind: "direct"; readonly ref: string };

/** Where somebody is in a workspace. */
export type Place = {
  readonly slug: string;
  /** Null: the list of conversations, which is a screen of its own on a phone. */
  readonly target: Target | null;
  readonly threadId: string | null;
  /** The message that a permanent link points at. */
  readonly messageId: string | null;
};

/** The address of a place: `parsePlace` of the web app reads it. */
export function pathOf({ slug, target, threadId, messageId }: Place): string {
  const base = `/w/${encodeURIComponent(slug)}`;
  if (!target) return base;
  const conversation = `${base}/${target.kind === "channel" ? "c" : "d"}/${encodeURIComponent(target.ref)}`;
  const thread = threadId ? `/t/${encodeURIComponent(threadId)}` : "";
  return conversation + thread + (messageId ? `?m=${encodeURIComponent(messageId)}` : "");
}

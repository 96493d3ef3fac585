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

const kinds = { c: "channel", d: "direct" } as const;

/** Reads an address such as `/w/acme/c/general/t/msg_1?m=msg_2`; null for one that is not of a workspace. */
export function parsePlace(address: string): Place | null {
  // Set behind a host: by itself a path that begins with two slashes would name one.
  const url = new URL(`http://local${address}`);
  const [, root, slug, kind, ref, thread, threadId] = url.pathname.split("/").map(decoded);
  if (root !== "w" || !slug) return null;
  const target = (kind === "c" || kind === "d") && ref ? { kind: kinds[kind], ref } : null;
  return {
    slug,
    target,
    threadId: target && thread === "t" && threadId ? threadId : null,
    messageId: target ? url.searchParams.get("m") : null,
  };
}

/** The address of a place: the inverse of `parsePlace`. */
export function pathOf({ slug, target, threadId, messageId }: Place): string {
  const base = `/w/${encodeURIComponent(slug)}`;
  if (!target) return base;
  const conversation = `${base}/${target.kind === "channel" ? "c" : "d"}/${encodeURIComponent(target.ref)}`;
  const thread = threadId ? `/t/${encodeURIComponent(threadId)}` : "";
  return conversation + thread + (messageId ? `?m=${encodeURIComponent(messageId)}` : "");
}

/** The target of a conversation: by name where it has one of its own, for the address to say where one is. */
export function targetOf(conversation: { readonly id: string; readonly kind: string; readonly name: string }): Target {
  if (conversation.kind === "direct") return { kind: "direct", ref: conversation.id };
  return { kind: "channel", ref: isPlainName(conversation.name) ? conversation.name : conversation.id };
}

/** Whether a shown name is the channel's own name rather than a title with spaces, which would lead nowhere. */
function isPlainName(name: string): boolean {
  return /^[\p{L}\p{N}\p{M}_.-]+$/u.test(name) && !name.startsWith("chn_");
}

/** A part of a path as it is meant; one that is badly encoded stays as it is. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

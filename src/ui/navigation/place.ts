import { conversationKind } from "../../domain/core/timelines";
import { type ConversationAddress, conversationPath, type Target, workspacePath } from "../../domain/wire/places";

/**
 * The view of a workspace beside its list: a conversation, with its thread; or a page, which is anything else and is named by the
 * single word of its address. The table in `workspace/pages.ts` lists the pages.
 */
export type View =
  | ({ readonly kind: "conversation" } & ConversationAddress)
  | { readonly kind: "page"; readonly name: string; readonly params: Readonly<Record<string, string>> };

/** A position in a workspace. */
export type Place = {
  readonly slug: string;
  /** Null: the list of conversations, which is its own screen on a phone. */
  readonly view: View | null;
};

/** The address of a place. `parsePlace` is the inverse. */
export function pathOf({ slug, view }: Place): string {
  if (view === null) return workspacePath(slug);
  if (view.kind === "conversation") return conversationPath(slug, view);
  const query = new URLSearchParams(view.params).toString();
  return `${workspacePath(slug)}/${encodeURIComponent(view.name)}${query === "" ? "" : `?${query}`}`;
}

/** Parses an address such as `/w/acme/c/general/t/msg_1?m=msg_2`; null if it is not in a workspace. */
export function parsePlace(address: string): Place | null {
  // Prefixed with a host: on its own, a path that starts with two slashes would name a host.
  const url = new URL(`http://local${address}`);
  const [, root, slug, ...parts] = url.pathname.split("/").map(decoded);
  if (root !== "w" || !slug) return null;
  return { slug, view: viewIn(parts, url.searchParams) };
}

/** A page has a single word, which is none of the words for conversations. */
function viewIn(parts: readonly string[], search: URLSearchParams): View | null {
  const [word, ref, thread, threadId] = parts;
  if (word !== "c" && word !== "d")
    return word && parts.length === 1 ? { kind: "page", name: word, params: Object.fromEntries(search) } : null;
  if (!ref) return null;
  return {
    kind: "conversation",
    target: { kind: word === "c" ? "channel" : "direct", ref },
    threadId: thread === "t" && threadId ? threadId : null,
    messageId: search.get("m"),
  };
}

/** The place that shows a conversation. */
export function placeOf(slug: string, target: Target): Place {
  return { slug, view: { kind: "conversation", target, threadId: null, messageId: null } };
}

/** The conversation a place shows, if any. */
export function conversationIn(place: Place | null): ConversationAddress | null {
  return place?.view?.kind === "conversation" ? place.view : null;
}

/** The same conversation with another thread or message. A place without a conversation is returned unchanged. */
export function within(place: Place, change: Partial<ConversationAddress>): Place {
  return place.view?.kind === "conversation" ? { ...place, view: { ...place.view, ...change } } : place;
}

type Targeted = {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /** The channel's own name, if `name` is a display name and may be a title. */
  readonly channel_name?: string | null;
};

/** The target of a conversation: by name if it has its own, so that the address is readable. */
export function targetOf({ id, kind, name, channel_name }: Targeted): Target {
  if (kind === "direct") return { kind: "direct", ref: id };
  const own = channel_name ?? name;
  return { kind: "channel", ref: isPlainName(own) ? own : id };
}

/** Whether a target gives its channel's name rather than its id. */
export function isByName(target: Target): boolean {
  return target.kind === "channel" && conversationKind(target.ref) !== "channel";
}

/** Whether a name can appear in an address unescaped and is not an id. */
function isPlainName(name: string): boolean {
  return /^[\p{L}\p{N}\p{M}_.-]+$/u.test(name) && conversationKind(name) !== "channel";
}

/** A decoded path segment. A badly encoded one is returned unchanged. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

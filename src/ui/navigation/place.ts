import { conversationKind } from "../../domain/core/timelines";
import { type ConversationAddress, conversationPath, type Target, workspacePath } from "../../domain/wire/places";

/**
 * What a workspace shows beside its list: a conversation, with its thread; or a page, which is anything else and is named by the one word
 * of its address. Which pages there are says the table in `workspace/pages.ts`.
 */
export type View =
  | ({ readonly kind: "conversation" } & ConversationAddress)
  | { readonly kind: "page"; readonly name: string; readonly params: Readonly<Record<string, string>> };

/** Where somebody is in a workspace. */
export type Place = {
  readonly slug: string;
  /** Null: the list of conversations, which is a screen of its own on a phone. */
  readonly view: View | null;
};

/** The address of a place: `parsePlace` reads it. */
export function pathOf({ slug, view }: Place): string {
  if (view === null) return workspacePath(slug);
  if (view.kind === "conversation") return conversationPath(slug, view);
  const query = new URLSearchParams(view.params).toString();
  return `${workspacePath(slug)}/${encodeURIComponent(view.name)}${query === "" ? "" : `?${query}`}`;
}

/** Reads an address such as `/w/acme/c/general/t/msg_1?m=msg_2`; null for one that is not of a workspace. */
export function parsePlace(address: string): Place | null {
  // Set behind a host: by itself a path that begins with two slashes would name one.
  const url = new URL(`http://local${address}`);
  const [, root, slug, ...parts] = url.pathname.split("/").map(decoded);
  if (root !== "w" || !slug) return null;
  return { slug, view: viewIn(parts, url.searchParams) };
}

/** A page has one word, and a word of conversations is none. */
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

/** A place that shows a conversation. */
export function placeOf(slug: string, target: Target): Place {
  return { slug, view: { kind: "conversation", target, threadId: null, messageId: null } };
}

/** The conversation that a place shows, if it shows one. */
export function conversationIn(place: Place | null): ConversationAddress | null {
  return place?.view?.kind === "conversation" ? place.view : null;
}

/** The same conversation with another thread or at another message; a place without one stays as it is. */
export function within(place: Place, change: Partial<ConversationAddress>): Place {
  return place.view?.kind === "conversation" ? { ...place, view: { ...place.view, ...change } } : place;
}

type Targeted = {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /** Where `name` is what is shown, which may be a title. */
  readonly channel_name?: string | null;
};

/** The target of a conversation: by name where it has one of its own, for the address to say where one is. */
export function targetOf({ id, kind, name, channel_name }: Targeted): Target {
  if (kind === "direct") return { kind: "direct", ref: id };
  const own = channel_name ?? name;
  return { kind: "channel", ref: isPlainName(own) ? own : id };
}

/** Whether a target names its channel rather than saying its id. */
export function isByName(target: Target): boolean {
  return target.kind === "channel" && conversationKind(target.ref) !== "channel";
}

/** Whether a name can stand in an address as it is, and is no id. */
function isPlainName(name: string): boolean {
  return /^[\p{L}\p{N}\p{M}_.-]+$/u.test(name) && conversationKind(name) !== "channel";
}

/** A part of a path as it is meant; one that is badly encoded stays as it is. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

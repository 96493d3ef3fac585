import { conversationKind } from "../../domain/core/timelines";
import {
  type ConversationAddress,
  conversationPath,
  detailsTabs,
  type Pane,
  panePath,
  type Target,
  workspacePath,
} from "../../domain/wire/places";

export type { Pane };

/**
 * The view of a workspace beside its list: a conversation; or a page, which is anything else and is named by the first word of its
 * address. The table in `workspace/pages.ts` lists the pages. Either may have a pane to its right.
 */
export type View =
  | ({ readonly kind: "conversation" } & ConversationAddress)
  | {
      readonly kind: "page";
      readonly name: string;
      /** A page has no thread and no details of its own. */
      readonly pane: PersonPane | null;
      readonly params: Readonly<Record<string, string>>;
    };

type PersonPane = Extract<Pane, { kind: "person" }>;

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
  const page = `${workspacePath(slug)}/${encodeURIComponent(view.name)}${panePath(view.pane)}`;
  return page + (query === "" ? "" : `?${query}`);
}

/** Parses an address such as `/w/acme/c/general/t/msg_1?m=msg_2`; null if it is not in a workspace. */
export function parsePlace(address: string): Place | null {
  // Prefixed with a host: on its own, a path that starts with two slashes would name a host.
  const url = new URL(`http://local${address}`);
  const [, root, slug, ...parts] = url.pathname.split("/").map(decoded);
  if (root !== "w" || !slug) return null;
  return { slug, view: viewIn(parts, url.searchParams) };
}

/** The word of a page is none of the words for conversations. */
function viewIn([word, ...parts]: readonly string[], search: URLSearchParams): View | null {
  if (!word) return null;
  if (word !== "c" && word !== "d") {
    const pane = paneAt(parts);
    const isPage = parts.length === 0 || pane?.kind === "person";
    return isPage
      ? { kind: "page", name: word, pane: pane?.kind === "person" ? pane : null, params: Object.fromEntries(search) }
      : null;
  }
  const [ref, ...rest] = parts;
  if (!ref) return null;
  return {
    kind: "conversation",
    target: { kind: word === "c" ? "channel" : "direct", ref },
    pane: paneAt(rest),
    messageId: search.get("m"),
  };
}

/** The pane at the end of an address; null for anything unknown. */
function paneAt([word, id]: readonly string[]): Pane | null {
  if (word === "t" && id) return { kind: "thread", rootId: id };
  if (word === "p" && id) return { kind: "person", userId: id };
  const tab = detailsTabs.find((one) => one === word);
  return tab ? { kind: "details", tab } : null;
}

/** The place that shows a conversation. */
export function placeOf(slug: string, target: Target): Place {
  return { slug, view: { kind: "conversation", target, pane: null, messageId: null } };
}

/** The place of the directory of people. */
export function peoplePlace(slug: string): Place {
  return { slug, view: { kind: "page", name: "people", pane: null, params: {} } };
}

/** The conversation a place shows, if any. */
export function conversationIn(place: Place | null): ConversationAddress | null {
  return place?.view?.kind === "conversation" ? place.view : null;
}

/** What stands in the right pane of a place, if anything. */
export function paneIn(place: Place | null): Pane | null {
  return place?.view?.pane ?? null;
}

/** The same place with something else in its right pane, or nothing. A place that cannot show it is returned unchanged. */
export function withPane(place: Place, pane: Pane | null): Place {
  const { view } = place;
  if (view?.kind === "conversation") return { ...place, view: { ...view, pane, messageId: null } };
  if (view?.kind === "page" && (pane === null || pane.kind === "person")) return { ...place, view: { ...view, pane } };
  return place;
}

/** The place that one comes to from another: the details stay open, with those of the conversation that is entered. */
export function comingFrom(from: Place, to: Place): Place {
  const [left, entered] = [conversationIn(from), conversationIn(to)];
  const isOther = from.slug === to.slug && JSON.stringify(left?.target) !== JSON.stringify(entered?.target);
  if (left?.pane?.kind !== "details" || !entered || entered.pane !== null || !isOther) return to;
  return within(to, { pane: left.pane });
}

/** The same conversation with another pane or message. A place without a conversation is returned unchanged. */
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

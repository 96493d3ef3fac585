import type { Place, Target } from "../../domain/places";
import { conversationKind } from "../../domain/timelines";

export { type Place, pathOf, type Target } from "../../domain/places";

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

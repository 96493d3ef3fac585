"use client";

import { useMemo, useSyncExternalStore } from "react";
import { field } from "../../client/platform/reading";
import { conversationIn, type Place, parsePlace, pathOf } from "./place";

const moved = "parley:moved";

/**
 * What an entry of the history turned out to show, beside its address: names change, and what is shown is held by its id. It lives
 * as long as the entry, also over a reload.
 */
type Held = {
  readonly workspaceId: string | null;
  readonly conversationId: string | null;
  /** The message that the address points at, once it has been shown: a reader who comes back stands where they left. */
  readonly shownMessageId: string | null;
};

/** Where the address bar says that we are; null while the page is rendered ahead of time, and outside of workspaces. */
export function usePlace(): Place | null {
  const address = useSyncExternalStore(subscribe, currentAddress, () => "");
  return useMemo(() => parsePlace(address), [address]);
}

/** What is held beside the address that `usePlace` tells. */
export function useHeld(): Held {
  const kept = useSyncExternalStore(
    subscribe,
    () => JSON.stringify(currentHeld()),
    () => JSON.stringify(nothingHeld),
  );
  return useMemo(() => heldIn(JSON.parse(kept)), [kept]);
}

/** What is held beside the address as it is now. */
export function currentHeld(): Held {
  return heldIn(field(window.history.state, "parley"));
}

/** Holds more beside the present address. Repeatable. */
export function hold(more: Partial<Held>): void {
  const before = currentHeld();
  const held = { ...before, ...more };
  if (JSON.stringify(held) === JSON.stringify(before)) return;
  // Next.js adds its own part, and hears of a new address, where the state does not bring that part along.
  window.history.replaceState({ parley: held }, "");
  window.dispatchEvent(new Event(moved));
}

/**
 * Goes somewhere without leaving the page. Going to where one is adds nothing to the history. What is held stays held for as long as
 * the address stays in the same conversation, and when only its address is replaced.
 */
export function go(to: Place | string, { replace = false }: { replace?: boolean } = {}): void {
  const address = typeof to === "string" ? to : pathOf(to);
  if (address === currentAddress()) return;
  if (replace) window.history.replaceState({ parley: currentHeld() }, "", address);
  else window.history.pushState({ parley: heldFor(address) }, "", address);
  window.dispatchEvent(new Event(moved));
}

function heldFor(address: string): Held {
  const [from, to] = [parsePlace(currentAddress()), parsePlace(address)];
  const [left, entered] = [conversationIn(from), conversationIn(to)];
  const isSame = left && from?.slug === to?.slug && JSON.stringify(left.target) === JSON.stringify(entered?.target);
  return isSame ? { ...currentHeld(), shownMessageId: null } : nothingHeld;
}

const nothingHeld: Held = { workspaceId: null, conversationId: null, shownMessageId: null };

function heldIn(value: unknown): Held {
  const text = (name: string) => {
    const found = field(value, name);
    return typeof found === "string" ? found : null;
  };
  return {
    workspaceId: text("workspaceId"),
    conversationId: text("conversationId"),
    shownMessageId: text("shownMessageId"),
  };
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("popstate", onChange);
  window.addEventListener(moved, onChange);
  return () => {
    window.removeEventListener("popstate", onChange);
    window.removeEventListener(moved, onChange);
  };
}

function currentAddress(): string {
  return window.location.pathname + window.location.search;
}

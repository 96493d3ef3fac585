"use client";

import { useMemo, useSyncExternalStore } from "react";
import { field } from "../../client/platform/reading";
import { takeOverEntry } from "../kit/back-entry";
import { roomForPane } from "../kit/use-media";
import { comingFrom, conversationIn, type Pane, type Place, paneIn, parsePlace, pathOf, withPane } from "./place";

const moved = "parley:moved";

/**
 * State of a history entry beside its address. Names change, so the entry holds what it shows by id. It lives as long as the
 * entry, across reloads.
 */
type Held = {
  readonly workspaceId: string | null;
  readonly conversationId: string | null;
  /** The message the address points to, once it has been shown: a returning reader then lands where they left off. */
  readonly shownMessageId: string | null;
  /** Whether the pane at this address replaced another one, which the way back leads to. */
  readonly isPaneBehind: boolean;
  /** The entry itself, for what is kept elsewhere until the user comes back to it. Null for the address that the page was loaded at. */
  readonly entryId: string | null;
  /** Whether the pane came along from another conversation. Nobody has opened it here, so that it does not take the focus. */
  readonly isPaneBrought: boolean;
};

/** The place in the address bar; null while prerendered and outside workspaces. */
export function usePlace(): Place | null {
  const address = useSyncExternalStore(subscribe, currentAddress, () => "");
  return useMemo(() => parsePlace(address), [address]);
}

/** The state held beside the address that `usePlace` returns. */
export function useHeld(): Held {
  const kept = useSyncExternalStore(
    subscribe,
    () => JSON.stringify(currentHeld()),
    () => JSON.stringify(nothingHeld),
  );
  return useMemo(() => heldIn(JSON.parse(kept)), [kept]);
}

/** The state held beside the current address. */
export function currentHeld(): Held {
  return heldIn(field(window.history.state, "parley"));
}

/** Adds to the state held beside the current address. Idempotent. */
export function hold(more: Partial<Held>): void {
  const before = currentHeld();
  const held = { ...before, ...more };
  if (JSON.stringify(held) === JSON.stringify(before)) return;
  // Next.js adds its own part to a state without it, and then notices the new address.
  window.history.replaceState({ parley: held }, "");
  window.dispatchEvent(new Event(moved));
}

/**
 * Navigates without leaving the page. Going to the current address adds no history entry, but shows its message again. The held
 * state survives while the address stays in the same conversation, and when the address is only replaced.
 */
export function go(to: Place | string, { replace = false }: { replace?: boolean } = {}): void {
  const wanted = typeof to === "string" ? to : pathOf(to);
  const address = replace ? wanted : withDetails(wanted);
  if (address === currentAddress()) {
    hold({ shownMessageId: null });
    return;
  }
  if (replace) window.history.replaceState({ parley: currentHeld() }, "", address);
  else {
    hasGone = true;
    const held = { ...heldFor(address), isPaneBrought: address !== wanted };
    if (takeOverEntry()) window.history.replaceState({ parley: held }, "", address);
    else window.history.pushState({ parley: held }, "", address);
  }
  window.dispatchEvent(new Event(moved));
}

/** The same address with the details that are open beside what is left, where both have room. */
function withDetails(address: string): string {
  const [from, to] = [parsePlace(currentAddress()), parsePlace(address)];
  if (!from || !to || !matchMedia(roomForPane).matches) return address;
  const coming = comingFrom(from, to);
  return coming === to ? address : pathOf(coming);
}

let hasGone = false;
let gone = 0;

/** Whether the user has gone anywhere since the page loaded. Until then, what the address shows has not just been opened. */
export function hasMoved(): boolean {
  return hasGone;
}

/** Drops from the address what its place does not know, such as a tab that there is none of. */
export function tidyAddress(place: Place): void {
  if (pathOf(place) !== currentAddress()) go(place, { replace: true });
}

/** Shows something in the right pane of the current place, in place of what is there. Null closes the pane. */
export function showPane(pane: Pane | null, options?: { replace?: boolean }): void {
  const place = parsePlace(currentAddress());
  if (place) go(withPane(place, pane), options);
}

function heldFor(address: string): Held {
  const [from, to] = [parsePlace(currentAddress()), parsePlace(address)];
  const [left, entered] = [conversationIn(from), conversationIn(to)];
  const isSame = left && from?.slug === to?.slug && JSON.stringify(left.target) === JSON.stringify(entered?.target);
  gone += 1;
  const entryId = `${performance.timeOrigin}.${gone}`;
  if (!isSame) return { ...nothingHeld, entryId };
  const isPaneBehind = paneIn(to) !== null && paneIn(from) !== null;
  return { ...currentHeld(), shownMessageId: null, isPaneBehind, entryId };
}

const nothingHeld: Held = {
  workspaceId: null,
  conversationId: null,
  shownMessageId: null,
  isPaneBehind: false,
  entryId: null,
  isPaneBrought: false,
};

function heldIn(value: unknown): Held {
  const text = (name: string) => {
    const found = field(value, name);
    return typeof found === "string" ? found : null;
  };
  return {
    workspaceId: text("workspaceId"),
    conversationId: text("conversationId"),
    shownMessageId: text("shownMessageId"),
    isPaneBehind: field(value, "isPaneBehind") === true,
    entryId: text("entryId"),
    isPaneBrought: field(value, "isPaneBrought") === true,
  };
}

function subscribe(onChange: () => void): () => void {
  function onBack() {
    hasGone = true;
    onChange();
  }
  window.addEventListener("popstate", onBack);
  window.addEventListener(moved, onChange);
  return () => {
    window.removeEventListener("popstate", onBack);
    window.removeEventListener(moved, onChange);
  };
}

function currentAddress(): string {
  return window.location.pathname + window.location.search;
}

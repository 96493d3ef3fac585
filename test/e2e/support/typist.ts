import type { Page } from "@playwright/test";

/** Where text can be: what one writes to a channel or a thread, an edit, whatever is open over the rest, or nowhere that takes text. */
export type Place = "general" | "side" | "thread" | "edit" | "window" | "nothing";

/** What happened in a page, in order. */
export type Noted =
  | { readonly type: "key"; readonly key: string; readonly on: Place }
  | { readonly type: "text"; readonly text: string; readonly into: Place }
  /** Enter was let go: what its field held by then. */
  | { readonly type: "entered"; readonly left: string };

const shelf = "typist.noted";

/**
 * Has a page note every key that makes text, and Enter, with what has the focus at that moment, and all text with the field that
 * it comes into. It begins before anything of the page runs, and outlives reloads.
 */
export async function noteTyping(page: Page): Promise<void> {
  await page.addInitScript((shelf) => {
    const nameOf = (target: EventTarget | null) => {
      if (!(target instanceof HTMLElement)) return "nothing";
      if (target.closest('dialog[open], [role="menu"], [role="dialog"]')) return "window";
      if (!(target instanceof HTMLTextAreaElement)) return "nothing";
      if (!target.matches("[data-home]")) return "edit";
      return target.closest("aside") ? "thread" : (location.pathname.split("/")[4] ?? "nothing");
    };
    const note = (noted: object) =>
      sessionStorage.setItem(shelf, JSON.stringify([...JSON.parse(sessionStorage.getItem(shelf) ?? "[]"), noted]));
    const early = { capture: true };
    window.addEventListener(
      "keydown",
      ({ key, ctrlKey }) => {
        if (ctrlKey || (key.length !== 1 && key !== "Enter")) return;
        note({ type: "key", key, on: nameOf(document.activeElement) });
      },
      early,
    );
    window.addEventListener(
      "input",
      (event) => {
        if (!(event instanceof InputEvent)) return;
        const text = event.inputType === "insertLineBreak" ? "\n" : (event.data ?? "");
        note({ type: "text", text, into: nameOf(event.target) });
      },
      early,
    );
    window.addEventListener(
      "keyup",
      ({ key }) => {
        const field = document.activeElement;
        if (key !== "Enter" || !(field instanceof HTMLTextAreaElement)) return;
        note({ type: "entered", left: field.value });
      },
      early,
    );
  }, shelf);
}

/** Hands over what was noted, in order, and begins anew. */
export async function takeNotes(page: Page): Promise<Noted[]> {
  return page.evaluate((shelf) => {
    const noted = JSON.parse(sessionStorage.getItem(shelf) ?? "[]");
    sessionStorage.removeItem(shelf);
    return noted;
  }, shelf);
}

export type Field = "general" | "side" | "thread";

/** What the fields hold, and what was sent from them, by what was noted. */
export type Written = { readonly held: Record<Field, string>; readonly sent: Record<Field, string[]> };

/**
 * Follows what was noted. A key that is pressed in a field must come into that field, once; one that is pressed where nothing
 * takes text comes to where one writes, or means something else; and no text comes without a key. Fails at the first that does not.
 */
export function follow(noted: readonly Noted[], { held, sent }: Written): void {
  let key: Extract<Noted, { type: "key" }> | null = null;
  const lost = () => {
    if (key && key.key !== "Enter" && isField(key.on)) throw new Error(`“${key.key}”, pressed in ${key.on}, is lost.`);
  };
  for (const one of noted) {
    if (one.type === "key") {
      lost();
      key = one;
    } else if (one.type === "entered") {
      if (key?.key === "Enter" && isField(key.on) && one.left === "" && held[key.on] !== "") {
        sent[key.on].push(held[key.on].replace(/^\s*\n|\s+$/g, ""));
        held[key.on] = "";
      }
      key = null;
    } else {
      if (isField(one.into)) {
        const pressed = key && (key.key === "Enter" ? "\n" : key.key);
        const isMeant = key?.on === one.into || key?.on === "nothing";
        if (!isMeant || pressed !== one.text)
          throw new Error(`“${one.text}” came into ${one.into} after ${JSON.stringify(key)}.`);
        held[one.into] += one.text;
      }
      if (key?.key !== "Enter") key = null;
    }
  }
  lost();
}

function isField(place: Place): place is Field {
  return place === "general" || place === "side" || place === "thread";
}

/** Numbers between 0 and 1 that a seed decides. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

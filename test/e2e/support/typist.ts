import type { CDPSession, Page } from "@playwright/test";

/** The places that text can go: the composer of a channel or thread, an edit, an open overlay, or nothing that takes text. */
export type Place = "general" | "side" | "thread" | "edit" | "window" | "nothing";

/** The events in a page, in order. */
export type Noted =
  | { readonly type: "key"; readonly key: string; readonly on: Place }
  | { readonly type: "text"; readonly text: string; readonly into: Place }
  /** Enter was released: the text its field held then. */
  | { readonly type: "entered"; readonly left: string };

const shelf = "typist.noted";

/**
 * Makes a page record every key that makes text, and Enter, with the place that has the focus, and all text with the field it
 * goes into. Recording starts before anything of the page runs, and survives reloads.
 */
export async function noteTyping(page: Page): Promise<void> {
  await page.addInitScript((shelf) => {
    const nameOf = (target: EventTarget | null) => {
      if (!(target instanceof HTMLElement)) return "nothing";
      if (target.closest('dialog[open], [role="menu"], [role="dialog"]')) return "window";
      // The details hold what is typed until their filter is there.
      if (target.closest("aside")?.querySelector("[data-people-filter], [data-waiting]")) return "window";
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

/** Returns the record, in order, and clears it. */
export async function takeNotes(page: Page): Promise<Noted[]> {
  return page.evaluate((shelf) => {
    const noted = JSON.parse(sessionStorage.getItem(shelf) ?? "[]");
    sessionStorage.removeItem(shelf);
    return noted;
  }, shelf);
}

export type Field = "general" | "side" | "thread";

/** The text in the fields, and the text sent from them, according to the record. */
export type Written = { readonly held: Record<Field, string>; readonly sent: Record<Field, string[]> };

/**
 * Replays the record. A key pressed in a field must arrive in that field, once. A key pressed where nothing takes text arrives in
 * the composer or means something else. No text arrives without a key. Fails at the first violation.
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

/** Pseudo-random numbers between 0 and 1, determined by a seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A keyboard that waits for nothing: one key follows another before the page has seen it. Await `settled` before a mouse, which
 * might overtake the keys.
 */
export function fastKeys(cdp: CDPSession): { press: (keys: string) => void; settled: () => Promise<void> } {
  let pending: Promise<unknown>[] = [];
  function press(keys: string): void {
    const key = keys.replace(/^Control\+/, "");
    const modifiers = key === keys ? 0 : 2;
    const text = modifiers !== 0 ? undefined : key === "Enter" ? "\r" : key.length === 1 ? key : undefined;
    const windowsVirtualKeyCode = keyCodes[key] ?? key.toUpperCase().charCodeAt(0);
    const code = /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : key;
    const event = { key, code, modifiers, windowsVirtualKeyCode };
    pending.push(
      cdp.send("Input.dispatchKeyEvent", { ...event, type: text ? "keyDown" : "rawKeyDown", ...(text && { text }) }),
      cdp.send("Input.dispatchKeyEvent", { ...event, type: "keyUp" }),
    );
  }
  async function settled(): Promise<void> {
    const before = pending;
    pending = [];
    await Promise.all(before);
  }
  return { press, settled };
}

const keyCodes: Record<string, number> = { Enter: 13, Escape: 27, ArrowUp: 38, ArrowDown: 40, "/": 191 };

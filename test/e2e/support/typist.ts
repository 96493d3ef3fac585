import type { Page } from "@playwright/test";

/** A key, and what had the focus when it was pressed. */
export type Pressed = { readonly key: string; readonly on: string };

/**
 * Has a page note every key that makes text with what has the focus at that moment: `general` or `side` (where one writes to
 * them, ready or not), `thread`, `edit`, `window` (whatever is open over the rest), else `nothing`. It outlives reloads.
 */
export async function notePresses(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const noted = "typist.presses";
    const nameOf = (element: Element | null): string => {
      if (document.querySelector('dialog[open], [role="menu"], [role="dialog"]:not([role="region"] *)'))
        return "window";
      if (!(element instanceof HTMLTextAreaElement)) return "nothing";
      if (!element.matches("[data-home]")) return "edit";
      if (element.closest("aside")) return "thread";
      return location.pathname.split("/")[4] ?? "";
    };
    window.addEventListener(
      "keydown",
      ({ key, ctrlKey }) => {
        if (key.length !== 1 || ctrlKey) return;
        const before = JSON.parse(sessionStorage.getItem(noted) ?? "[]");
        sessionStorage.setItem(noted, JSON.stringify([...before, { key, on: nameOf(document.activeElement) }]));
      },
      { capture: true },
    );
  });
}

/** What was noted since it was last asked. */
export async function takePresses(page: Page): Promise<Pressed[]> {
  return page.evaluate(() => {
    const presses = JSON.parse(sessionStorage.getItem("typist.presses") ?? "[]");
    sessionStorage.removeItem("typist.presses");
    return presses;
  });
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

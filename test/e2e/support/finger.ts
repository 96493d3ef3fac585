import type { Locator, Page } from "@playwright/test";

type Point = { readonly x: number; readonly y: number };

/** A finger on the screen of a page. It moves in steps of one frame. */
export type Finger = {
  readonly down: (at: Point) => Promise<void>;
  /** Moves to a point, in so many frames, and rests there, so that it lets go without speed. */
  readonly drag: (to: Point, frames?: number) => Promise<void>;
  readonly up: () => Promise<void>;
};

/** A finger for a page with `hasTouch`. What it does goes through the browser's own gestures, as Playwright's `tap` does not. */
export async function fingerOn(page: Page): Promise<Finger> {
  const cdp = await page.context().newCDPSession(page);
  let here: Point = { x: 0, y: 0 };
  const send = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: Point[]) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  const frame = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  return {
    down: async (at) => {
      here = at;
      await send("touchStart", [at]);
    },
    drag: async (to, steps = 8) => {
      const from = here;
      for (let step = 1; step <= steps; step += 1) {
        const part = step / steps;
        here = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
        await send("touchMove", [here]);
        await frame();
      }
      await page.evaluate(rest);
    },
    up: () => send("touchEnd", []).then(() => undefined),
  };
}

/** Resolves once a finger that has not moved meanwhile counts as resting. Runs in the page. */
function rest(): Promise<void> {
  return new Promise((resolve) => {
    const from = performance.now();
    requestAnimationFrame(function look(now) {
      if (now - from > 150) resolve();
      else requestAnimationFrame(look);
    });
  });
}

/** A point in an element, by the distance from its upper left corner. */
export async function pointIn(element: Locator, { x, y }: Point): Promise<Point> {
  const box = await element.boundingBox();
  if (!box) throw new Error("The element is not on the page.");
  return { x: box.x + x, y: box.y + y };
}

import type { Locator, Page } from "@playwright/test";

type Point = { readonly x: number; readonly y: number };

/** A finger on the screen of a page. It moves in steps of one frame. */
export type Finger = {
  readonly down: (at: Point) => Promise<void>;
  /** Moves to a point. Ends at rest there, so that it lets go without speed. */
  readonly drag: (to: Point) => Promise<void>;
  readonly up: () => Promise<void>;
};

/** A finger for a page with `hasTouch`. What it does goes through the browser's own gestures, as Playwright's `tap` does not. */
export async function fingerOn(page: Page): Promise<Finger> {
  const cdp = await page.context().newCDPSession(page);
  let here: Point = { x: 0, y: 0 };
  const send = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: Point[]) =>
    cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  const frame = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  const steps = 8;
  return {
    down: async (at) => {
      here = at;
      await send("touchStart", [at]);
    },
    drag: async (to) => {
      const from = here;
      for (let step = 1; step <= steps; step += 1) {
        const part = step / steps;
        here = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
        await send("touchMove", [here]);
        await frame();
      }
      // A pixel in a while is no speed.
      here = { x: to.x + 1, y: to.y };
      await frame();
      await send("touchMove", [here]);
    },
    up: () => send("touchEnd", []).then(() => undefined),
  };
}

/** A point in an element, by the distance from its upper left corner. */
export async function pointIn(element: Locator, { x, y }: Point): Promise<Point> {
  const box = await element.boundingBox();
  if (!box) throw new Error("The element is not on the page.");
  return { x: box.x + x, y: box.y + y };
}

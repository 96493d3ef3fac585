import { expect, type Page } from "@playwright/test";

/** The list of the conversation, or of the thread beside it. */
export type List = "messages" | "thread";

/** A reader's position in a list: the first row that begins in view, and its distance from the top. */
export type Standing = { readonly text: string; readonly topPx: number };

/** The widths at which the screen has one column, two, and three. */
export const widths = [390, 820, 1440] as const;

export const heightPx = 780;

/** The position of a list's reader, once nothing has moved for some frames. */
export async function settled(page: Page, list: List = "messages"): Promise<Standing> {
  await expect(page.locator(`[data-region="${list}"] article`).first()).toBeAttached();
  return page.evaluate(
    ([list, quietFrames]) =>
      new Promise<{ text: string; topPx: number }>((resolve) => {
        let last = "";
        let quiet = 0;
        function look() {
          const now = standing();
          quiet = now !== null && JSON.stringify(now) === last ? quiet + 1 : 0;
          last = JSON.stringify(now);
          if (now !== null && quiet >= quietFrames) resolve(now);
          else requestAnimationFrame(look);
        }
        function standing() {
          const log = document.querySelector(`[data-region="${list}"] [role="log"]`);
          const scroller = log?.parentElement;
          if (!log || !scroller || log.getAttribute("aria-busy") === "true") return null;
          const { top, bottom } = scroller.getBoundingClientRect();
          for (const row of log.querySelectorAll("article")) {
            const at = row.getBoundingClientRect();
            if (at.height > 0 && at.top >= top - 0.5 && at.top < bottom)
              return { text: row.querySelector("p")?.textContent ?? "", topPx: at.top - top };
          }
          return null;
        }
        look();
      }),
    [list, quietFrames] as const,
  );
}

/** More frames than the app takes to restore a list's position. */
const quietFrames = 8;

/** Waits until the list is still, and expects the reader at the earlier position, to the pixel. */
export async function expectBack(page: Page, where: Standing, list: List = "messages"): Promise<void> {
  const now = await settled(page, list);
  expect(now.text).toBe(where.text);
  expect(Math.abs(now.topPx - where.topPx)).toBeLessThanOrEqual(1);
}

/** Scrolls a list up by a distance, like a mouse wheel over it. */
export async function scrollUp(page: Page, byPx: number, list: List = "messages"): Promise<Standing> {
  await settled(page, list);
  const box = await page.locator(`[data-region="${list}"]`).boundingBox();
  if (!box) throw new Error("There is no list.");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let left = byPx; left > 0; left -= 500) {
    await page.mouse.wheel(0, -Math.min(left, 500));
    await settled(page, list);
  }
  await page.mouse.move(0, 0);
  return settled(page, list);
}

/** Opens the thread of a row in view without moving the list. Returns the text of its root; null if no row in view has one. */
export async function openThread(page: Page): Promise<string | null> {
  const at = await page.evaluate(() => {
    const scroller = document.querySelector('[data-region="messages"] [role="log"]')?.parentElement;
    if (!scroller) return null;
    const { top, bottom } = scroller.getBoundingClientRect();
    for (const button of scroller.querySelectorAll<HTMLElement>('article button[aria-label*="repl"]')) {
      const box = button.getBoundingClientRect();
      const text = button.closest("article")?.querySelector("p")?.textContent ?? "";
      if (box.top > top + 20 && box.bottom < bottom - 60 && box.height > 0)
        return { x: box.left + Math.min(box.width / 2, 40), y: box.top + box.height / 2, text };
    }
    return null;
  });
  if (!at) return null;
  await page.mouse.click(at.x, at.y);
  await page.mouse.move(0, 0);
  await expect(page.locator('[data-region="thread"] article').first()).toBeVisible();
  return at.text;
}

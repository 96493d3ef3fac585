import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e";
import { call, olgaAndPat, openAs } from "./support/people";

test("notices cover nothing, at any width and in windows, and can be reached and dismissed with the keyboard", async ({
  browser,
  parley,
}) => {
  const { olga, pat, id, slug, generalId } = await olgaAndPat(parley);
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      call(parley, olga.token, `POST /api/workspaces/${id}/channels`, { name: `channel-${index}` }),
    ),
  );
  let root = "";
  for (let index = 0; index < 10; index += 1) {
    const who = index % 2 === 0 ? olga : pat;
    const said = await call(parley, who.token, `POST /api/channels/${generalId}/messages`, { body: `Words ${index}` });
    root = said.message.id;
  }
  await call(parley, pat.token, `POST /api/messages/${root}/thread/replies`, { body: "A reply" });
  for (const [width, path] of [
    [390, `/w/${slug}/c/general`],
    [390, `/w/${slug}/c/general/t/${root}`],
    [820, `/w/${slug}/c/general`],
    [1440, `/w/${slug}/c/general/t/${root}`],
  ] as const) {
    const permissions = ["clipboard-read", "clipboard-write"];
    const { page, context } = await openAs(browser, parley, {
      who: olga,
      viewport: { width, height: 700 },
      permissions,
    });
    const notices = page.getByRole("region", { name: "Notifications" });
    await page.goto(path);
    const list = page.getByRole("log").last();
    const shown = notices.getByRole("dialog").filter({ visible: true });
    for (let count = 1; count <= 4; count += 1) {
      await list.getByRole("article").last().focus();
      await page.keyboard.press("l");
      await expect(notices.getByText("Link copied.")).toHaveCount(count);
      expect(await covered(page)).toEqual([]);
      // Under the pointer they do not go by themselves.
      await shown.first().hover();
    }
    // No more than three stand at a time.
    await expect(shown).toHaveCount(3);
    await page.keyboard.press("Control+/");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await expect(shown.first()).toBeVisible();
    expect(await covered(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("F6");
    await expect(notices).toBeFocused();
    const before = await notices.getByText("Link copied.").count();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(shown.getByRole("button", { name: "Dismiss" }).first()).toBeFocused();
    await page.keyboard.press("Enter");
    await expect.poll(() => notices.getByText("Link copied.").count()).toBeLessThan(before);
    await context.close();
  }
});

/** What can be read or used on the screen, and stands beneath a notice or beside the window that is open. */
function covered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const shown = (element: Element) => element.checkVisibility() && element.getClientRects().length > 0;
    const notices = [...document.querySelectorAll('[aria-label="Notifications"] [role="dialog"]')].filter(shown);
    const top = document.querySelector("dialog[open]") ?? document.body;
    const targets = [...top.querySelectorAll("a, button, input, textarea, p, h2, h3, dt, time, article")].filter(
      (element) => shown(element) && !notices.some((notice) => notice.contains(element)),
    );
    return targets.flatMap((element) => {
      const { left, right, top, bottom } = clipped(element);
      if (right - left < 1 || bottom - top < 1) return [];
      const isUnder = notices.some((notice) => {
        const box = notice.getBoundingClientRect();
        return left < box.right && right > box.left && top < box.bottom && bottom > box.top;
      });
      return isUnder ? [(element.getAttribute("aria-label") ?? element.textContent ?? "").slice(0, 40)] : [];
    });

    /** What is seen of an element: the lists that it stands in cut it off. */
    function clipped(element: Element) {
      let { left, right, top, bottom } = element.getBoundingClientRect();
      for (let around = element.parentElement; around; around = around.parentElement) {
        if (getComputedStyle(around).overflowY === "visible") continue;
        const box = around.getBoundingClientRect();
        [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
        [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
      }
      return { left, right, top, bottom };
    }
  });
}

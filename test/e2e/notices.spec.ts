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
      await expect(notices.getByText("Link copied")).toHaveCount(count);
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
    const before = await notices.getByText("Link copied").count();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(shown.getByRole("button", { name: "Dismiss" }).first()).toBeFocused();
    await page.keyboard.press("Enter");
    await expect.poll(() => notices.getByText("Link copied").count()).toBeLessThan(before);
    await context.close();
  }
});

test("a notice is one line above where one writes, in the pane in use, and goes by itself", async ({
  browser,
  parley,
}) => {
  const { olga, slug, generalId } = await olgaAndPat(parley);
  const { message: root } = await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, {
    body: "Root",
  });
  const { page } = await openAs(browser, parley, {
    who: olga,
    viewport: { width: 1440, height: 700 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  await page.goto(`/w/${slug}/c/general/t/${root.id}`);
  for (const [pane, field] of [
    [page.getByRole("main"), "Message #general"],
    [page.getByRole("complementary"), "Reply in the thread"],
  ] as const) {
    await pane.getByRole("article").last().focus();
    await page.keyboard.press("l");
    const notice = pane.getByRole("dialog").filter({ hasText: "Link copied" });
    await expect(notice).toBeVisible();
    const box = await notice.boundingBox();
    const around = await pane.boundingBox();
    const below = await pane.getByRole("textbox", { name: field }).boundingBox();
    if (!box || !around || !below) throw new Error("not on the screen");
    expect(box.width).toBeLessThanOrEqual(400);
    expect(box.height).toBeLessThan(40);
    expect(box.y + box.height).toBeLessThan(below.y);
    expect(below.y - box.y - box.height).toBeLessThan(24);
    expect(Math.abs(box.x + box.width / 2 - around.x - around.width / 2)).toBeLessThan(2);
    await expect(notice).toBeHidden();
  }
});

test("Ctrl+Z takes back the last action until the next one, and leaves a text that one writes to its field", async ({
  browser,
  parley,
}) => {
  const { olga, slug, generalId } = await olgaAndPat(parley);
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "Pin me" });
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  const row = page.getByRole("article").filter({ hasText: "Pin me" });
  const pins = () =>
    call(parley, olga.token, `GET /api/channels/${generalId}/pins`).then((answer) => answer.pins.length);
  const field = page.getByRole("textbox", { name: "Message #general" });
  let undone = 0;
  page.on("request", (request) => {
    if (request.url().includes("pins.remove")) undone += 1;
  });
  /** What the page has sent before, if anything, is here once this is answered. */
  const nothingUndone = async (before: number) => {
    await page.evaluate(() => fetch("/api/me").then((answer) => answer.text()));
    expect(undone).toBe(before);
    expect(await pins()).toBe(1);
  };
  async function pin() {
    await row.click({ button: "right" });
    await page.getByRole("menuitem", { name: "Pin to the channel" }).click();
    await expect.poll(pins).toBe(1);
    await expect(page.getByText("Pinned to the channel").first()).toBeVisible();
  }
  await field.click();
  await page.keyboard.type("H");
  await pin();
  // What is written comes first.
  await field.focus();
  await page.keyboard.press("Control+z");
  await expect(field).toHaveValue("");
  await nothingUndone(0);
  // Nothing is left to take back in the field, but the action is older than the writing.
  await row.focus();
  await page.keyboard.press("Control+z");
  await expect.poll(pins).toBe(0);
  await pin();
  await page.keyboard.press("Control+z");
  await expect.poll(pins).toBe(0);
  await pin();
  // Another action: the earlier one is past.
  await field.fill("Said");
  await field.press("Enter");
  await expect(page.getByRole("article").filter({ hasText: "Said" })).toBeVisible();
  await page.keyboard.press("Control+z");
  await row.focus();
  await page.keyboard.press("Control+z");
  await nothingUndone(2);
});

test("without a network a pill says so, and neither moves anything nor covers a control", async ({
  browser,
  parley,
}) => {
  const { olga, slug } = await olgaAndPat(parley);
  for (const [width, path] of [
    [390, `/w/${slug}/c/general`],
    [390, `/w/${slug}`],
    [1440, `/w/${slug}/c/general`],
  ] as const) {
    const { page, context } = await openAs(browser, parley, {
      who: olga,
      viewport: { width, height: 700 },
      ...(width === 390 && { hasTouch: true, isMobile: true }),
    });
    await page.goto(path);
    const isList = path === `/w/${slug}` && width === 390;
    const settled = isList ? page.getByRole("link", { name: /general/ }) : page.getByRole("log");
    await expect(settled).toBeVisible();
    const before = await settled.boundingBox();
    await context.setOffline(true);
    await page.evaluate(() => window.dispatchEvent(new Event("offline")));
    const pill = page.getByRole("status").filter({ hasText: "Retry now" });
    await expect(pill).toBeVisible();
    expect((await pill.boundingBox())?.height).toBe(24);
    if (!isList) expect(await settled.boundingBox()).toEqual(before);
    const under = await pill.evaluate((element) => {
      const box = element.getBoundingClientRect();
      const controls = [...document.querySelectorAll("a, button, input, textarea")].filter(
        (one) => !element.contains(one) && one.checkVisibility({ visibilityProperty: true }),
      );
      return controls.flatMap((one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        const isUnder = left < box.right && right > box.left && top < box.bottom && bottom > box.top;
        return isUnder && right > left ? [one.getAttribute("aria-label") ?? one.textContent] : [];
      });
    });
    expect(under).toEqual([]);
    await context.setOffline(false);
    await context.close();
  }
});

/** What can be read or used on the screen, and stands beneath a notice or beside the window that is open. */
function covered(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const shown = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
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

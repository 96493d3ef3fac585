import { expect, test } from "../support/e2e";
import { composer } from "./support/conversation";
import { openAs, owner, workspaceOf } from "./support/people";

test("where one writes is as high as its text, also after a reload, and scrolls inside beyond its bound", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const { slug } = await workspaceOf(parley, olga, []);
  for (const width of [390, 820, 1440]) {
    const { page, context } = await openAs(browser, parley, { who: olga, viewport: { width, height: 900 } });
    await page.goto(`/w/${slug}/c/general`);
    const field = composer(page);
    const heightOf = () => field.evaluate((element) => element.getBoundingClientRect().height);
    const isCut = () => field.evaluate((element) => element.scrollHeight - element.clientHeight > 1);
    const empty = await heightOf();
    await field.fill("One line");
    expect(await heightOf()).toBe(empty);
    await field.fill("Five\nlines\nof\na\ntext");
    const five = await heightOf();
    expect(five).toBeGreaterThan(empty * 2);
    expect(await isCut()).toBe(false);
    await page.reload();
    await expect(field).toHaveValue("Five\nlines\nof\na\ntext");
    expect(await heightOf()).toBe(five);
    await field.fill("line\n".repeat(60));
    expect(await heightOf()).toBeLessThanOrEqual(320);
    expect(await isCut()).toBe(true);
    await field.fill("");
    expect(await heightOf()).toBe(empty);
    await context.close();
  }
});

test("where one writes glows softly, has a ring only where the keyboard has moved the focus, and says what can be sent", async ({
  browser,
  parley,
}) => {
  const olga = await owner(parley);
  const { slug } = await workspaceOf(parley, olga, []);
  const { page } = await openAs(browser, parley, { who: olga, viewport: { width: 1440, height: 900 } });
  await page.goto(`/w/${slug}/c/general`);
  const field = composer(page);
  const send = page.getByRole("button", { name: "Send" });
  /** The box around the text: the width of its ring, and whether it glows. */
  const look = () =>
    field.evaluate((element) => {
      const box = element.closest(".rounded-xl");
      const { outlineStyle, boxShadow } = getComputedStyle(box ?? element);
      return { hasRing: outlineStyle !== "none", glows: /3px/.test(boxShadow) };
    });
  await field.click();
  expect(await look()).toEqual({ hasRing: false, glows: true });
  await page.keyboard.press("F6");
  await expect(field).not.toBeFocused();
  expect(await look()).toEqual({ hasRing: false, glows: false });
  for (const keys of [["Shift+F6"], ["Tab", "Shift+Tab"]]) {
    for (const key of keys) await page.keyboard.press(key);
    await expect(field).toBeFocused();
    expect(await look()).toEqual({ hasRing: true, glows: true });
  }
  await expect(send).toBeDisabled();
  await page.keyboard.type("a");
  expect(await look()).toEqual({ hasRing: false, glows: true });
  await expect(send).toBeEnabled();
  const filled = await send.locator("span").evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.keyboard.press("Backspace");
  await expect(send).toBeDisabled();
  expect(await send.locator("span").evaluate((element) => getComputedStyle(element).backgroundColor)).not.toBe(filled);
});

test("the button for a mention begins one, in the middle of a text, too", async ({ browser, parley }) => {
  const olga = await owner(parley);
  const { slug } = await workspaceOf(parley, olga, []);
  const { page } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  const mention = page.getByRole("button", { name: "Mention someone" });
  for (const [text, then] of [
    ["", "@"],
    ["Ask", "Ask @"],
    ["Ask ", "Ask @"],
  ] as const) {
    await composer(page).fill(text);
    await mention.click();
    await expect(composer(page)).toHaveValue(then);
    await expect(composer(page)).toBeFocused();
    await expect(page.getByRole("listbox", { name: "People" })).toBeVisible();
  }
});

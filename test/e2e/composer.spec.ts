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

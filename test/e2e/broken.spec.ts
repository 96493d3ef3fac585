import { expect, test } from "../support/e2e";
import { expectNothingInTheWay } from "./support/axe";
import { composer } from "./support/conversation";
import { olgaAndPat, openAs } from "./support/people";

test("a page that crashes says so in both themes, in the hand of the entrances, and keeps what was written", async ({
  browser,
  parley,
}) => {
  const { olga, slug } = await olgaAndPat(parley);
  const { page } = await openAs(browser, parley, { who: olga, colorScheme: "dark" });
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type("Half a sentence");
  // Something of the browser that stops working, as an extension may bring about.
  await page.evaluate(() => {
    window.ResizeObserver = class {
      constructor() {
        throw new Error("out of order");
      }
      observe() {}
      unobserve() {}
      disconnect() {}
    };
  });
  await page.keyboard.press("Control+k");

  await expect(page.getByRole("heading", { name: "This page stopped working" })).toBeVisible();
  await expect(page).toHaveTitle("This page stopped working · Parley");
  await expect(page.getByText("What you wrote is kept on this device.")).toBeVisible();
  await expect(page.getByText("Parley", { exact: true })).toBeVisible();
  await expectNothingInTheWay(page, "a broken page, dark");
  await page.emulateMedia({ colorScheme: "light" });
  await expectNothingInTheWay(page, "a broken page, light");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Reload" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(composer(page)).toHaveValue("Half a sentence");
});

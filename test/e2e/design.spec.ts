import { readFileSync } from "node:fs";
import { expect, test } from "../support/e2e";
import { designFile, measureDesign } from "./support/design";

test("every component looks as the kept file says, in both themes; `npm run design` writes the file anew", async ({
  browser,
  parley,
}) => {
  const kept = JSON.parse(readFileSync(designFile, "utf8"));
  expect(await measureDesign(browser, parley.url)).toEqual(kept);
});

test("a build has no design page", async ({ page }) => {
  const response = await page.goto("/design");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is no page here" })).toBeVisible();
});

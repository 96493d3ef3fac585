import { expect, test } from "../support/e2e";
import { composer, message, say } from "./support/conversation";
import { holdBack, lateCode } from "./support/lateness";
import { call, olgaAndPat, openAs } from "./support/people";

test("before any late code is here one reads and writes; then it is sent, and names are offered", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "Good **morning**" });
  const { page } = await openAs(browser, parley, { who: pat });
  const path = `/w/${slug}/c/general`;
  const late = await holdBack(page, await lateCode(page, path));
  // What is fetched beside boot holds back the end of loading, too.
  await page.goto(path, { waitUntil: "commit" });
  await expect(message(page, "Good morning").locator("strong")).toHaveText("morning");
  await say(page, "Written early");
  await expect(message(page, "Written early")).toBeVisible();
  await composer(page).pressSequentially("@ol");
  await expect(composer(page)).toHaveValue("@ol");
  const written = async () => {
    const { messages } = await call(parley, olga.token, `GET /api/channels/${generalId}/messages`);
    return messages.map(({ body }: { body: string }) => body);
  };
  expect(await written()).not.toContain("Written early");

  await late.release();
  await expect(page.getByRole("option", { name: "Olga Owner" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(composer(page)).toHaveValue("@olga-owner ");
  await expect.poll(written).toContain("Written early");
  await expect(page.getByRole("list", { name: "First steps" })).toBeVisible();
});

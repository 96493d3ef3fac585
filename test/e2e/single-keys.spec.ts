import { expect, test } from "../support/e2e";
import { composer, message } from "./support/conversation";
import { call, olgaAndPat, openAs } from "./support/people";

test("shortcuts of one character can be switched off on a device, and all of them are off then", async ({
  browser,
  parley,
}) => {
  const { olga, pat, slug, generalId } = await olgaAndPat(parley);
  await call(parley, pat.token, `POST /api/channels/${generalId}/messages`, { body: "First" });
  await call(parley, olga.token, `POST /api/channels/${generalId}/messages`, { body: "Second" });
  const { page, context } = await openAs(browser, parley, { who: olga });
  await page.goto(`/w/${slug}/c/general`);
  await expect(composer(page)).toBeFocused();
  await page.getByRole("button", { name: /your menu/ }).click();
  await page.getByRole("menuitem", { name: "Preferences" }).click();
  await page.getByRole("checkbox", { name: "Single-key shortcuts" }).uncheck();
  await page.keyboard.press("Escape");

  async function allAreOff() {
    for (const key of ["j", "k", "r", "t", "e", "l", "+", ">", "Shift+U", "?"]) {
      await message(page, "Second").focus();
      await page.keyboard.press(key);
      // What a message has no use for is written, as everywhere else.
      await expect(composer(page)).toBeFocused();
      await expect(composer(page)).toHaveValue(key.replace("Shift+", ""));
      await composer(page).fill("");
    }
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(page.getByRole("complementary")).toBeHidden();
    await expect(page.getByRole("textbox", { name: "Edit your message" })).toBeHidden();
    await expect(page.getByRole("region", { name: "Notifications" }).getByRole("dialog")).toHaveCount(0);
    await expect(message(page, "Second").getByRole("button", { name: /1 person/ })).toHaveCount(0);
  }
  await allAreOff();
  await page.reload();
  await expect(composer(page)).toBeFocused();
  await allAreOff();

  // Keys that are no characters go on working, and the help says what is off.
  await message(page, "Second").focus();
  await page.keyboard.press("ArrowUp");
  await expect(message(page, "First")).toBeFocused();
  await page.keyboard.press("Control+/");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(help.getByText("off", { exact: true })).toHaveCount(9);
  await help.getByRole("checkbox", { name: "Single-key shortcuts" }).check();
  await expect(help.getByText("off", { exact: true })).toHaveCount(0);
  await page.keyboard.press("Escape");
  await message(page, "First").focus();
  await page.keyboard.press("j");
  await expect(message(page, "Second")).toBeFocused();
  await page.keyboard.press("?");
  await expect(help).toBeVisible();
  await context.close();
});

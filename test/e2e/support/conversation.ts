import { expect, type Locator, type Page } from "@playwright/test";

/** The composer of a channel. */
export function composer(page: Page, channel = "general"): Locator {
  return page.getByRole("textbox", { name: `Message #${channel}` });
}

/** A message in the list, by a part of its text. */
export function message(within: Page | Locator, text: string): Locator {
  return within.getByRole("log").getByRole("article").filter({ hasText: text });
}

/** Writes into the composer and sends. */
export async function say(page: Page, text: string, channel = "general"): Promise<void> {
  await composer(page, channel).fill(text);
  await composer(page, channel).press("Enter");
}

/** Presses one of the buttons that float over a message. */
export async function press(page: Page, text: string, button: string): Promise<void> {
  const row = message(page, text).last();
  // An arriving message may push the row away from under the pointer.
  const shown = row.getByRole("button", { name: button });
  await expect(async () => {
    await row.hover();
    await expect(shown).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await shown.click();
}

import { startParley } from "../../support/parley";
import { launchBrowser } from "./browser";
import { message } from "./conversation";
import { openAs } from "./people";
import { shown, tellStory } from "./story";

/** Makes the README's pictures from a small workspace that talks about itself. */
const parley = await startParley({ PARLEY_RATE_LIMITS: "off" });
const browser = await launchBrowser();

try {
  const { ada, paths, unread } = await tellStory(parley);
  for (const colorScheme of ["light", "dark"] as const) {
    await unread();
    const { page, context } = await openAs(browser, parley, {
      who: ada,
      colorScheme,
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: 2,
    });
    await page.goto(parley.url + paths.thread);
    await message(page, shown.root).first().waitFor();
    await page.getByRole("complementary").getByText(shown.lastReply).waitFor();
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: `docs/screenshot-${colorScheme}.png` });
    process.stdout.write(`docs/screenshot-${colorScheme}.png\n`);
    await context.close();
  }
} finally {
  await browser.close();
  await parley.close();
}

import { type Browser, chromium } from "@playwright/test";
import { browserArguments, findBrowser } from "../../../src/cli/browser.mjs";

/** Launches the browser of the journeys, for a program that takes pictures outside of Playwright's runner. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: browserArguments,
  });
}

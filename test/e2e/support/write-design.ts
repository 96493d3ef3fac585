import { writeFileSync } from "node:fs";
import { chromium } from "@playwright/test";
import { findBrowser } from "../../../src/cli/browser.mjs";
import { startParley } from "../../support/parley";
import { designFile, measureDesign } from "./design";

/** Writes the look of every component into the file that `design.spec.ts` compares with. */
const parley = await startParley();
const executablePath = await findBrowser();
const browser = await chromium.launch({
  ...(executablePath !== undefined && { executablePath }),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
  writeFileSync(designFile, `${JSON.stringify(await measureDesign(browser, parley.url), null, 2)}\n`);
  process.stdout.write(`${designFile}\n`);
} finally {
  await browser.close();
  await parley.close();
}

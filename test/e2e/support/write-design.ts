import { writeFileSync } from "node:fs";
import { startParley } from "../../support/parley";
import { launchBrowser } from "./browser";
import { designFile, measureDesign } from "./design";

/** Writes the look of every component into the file that `design.spec.ts` compares with. */
const parley = await startParley();
const browser = await launchBrowser();
try {
  writeFileSync(designFile, `${JSON.stringify(await measureDesign(browser, parley.url), null, 2)}\n`);
  process.stdout.write(`${designFile}\n`);
} finally {
  await browser.close();
  await parley.close();
}

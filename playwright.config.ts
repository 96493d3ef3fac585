import { defineConfig } from "@playwright/test";
import { browserArguments, findBrowser } from "./src/cli/browser.mjs";

const executablePath = await findBrowser();
/** `npm run trials` repeats what `npm test` does once. */
const patience = process.env.PARLEY_TRIALS === "on" ? 100 : 1;

export default defineConfig({
  testDir: "test/e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  forbidOnly: true,
  workers: 2,
  // One test at a time goes to whichever worker is free: otherwise the last file leaves the other worker idle.
  fullyParallel: true,
  timeout: 60_000 * patience,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    // A trace of every test takes a sixth of the processor: `npm run test:e2e -- FILE --trace retain-on-failure` records one.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: browserArguments,
    },
  },
});

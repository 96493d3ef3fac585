import { test as base } from "@playwright/test";
import { type Parley, startParley, unset } from "./parley";
import { runProgram } from "./process";

export { expect } from "@playwright/test";

/** Playwright's test with the worker's own Parley, not yet set up. `page.goto("/")` opens it. */
export const test = base.extend<{ leftPages: undefined }, { parley: Parley }>({
  // A page that a test leaves open would keep working beside all later tests, until everything is slow.
  leftPages: [
    async ({ browser }, use) => {
      await use(undefined);
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
  parley: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are wanted from this pattern.
    async ({}, use) => {
      const parley = await startParley({ PARLEY_RATE_LIMITS: "off" });
      await use(parley);
      await verifyLog({ PARLEY_DATA_DIR: parley.dataDir }).finally(parley.close);
    },
    { scope: "worker" },
  ],
  baseURL: async ({ parley }, use) => use(parley.url),
});

/** Checks that, after everything the journeys did, the log still gives the tables, row by row. */
export async function verifyLog(where: Readonly<Record<string, string>>): Promise<void> {
  const verification = runProgram(["dist/log-verify.mjs"], { ...unset, ...where });
  if ((await verification.exited) !== 0) throw new Error(verification.output());
}

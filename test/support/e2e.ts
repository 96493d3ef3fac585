import { test as base } from "@playwright/test";
import { type Parley, startParley, unset } from "./parley";
import { runProgram } from "./process";

export { expect } from "@playwright/test";

/** Playwright's test with a Parley of the worker's own, not yet set up; `page.goto("/")` goes there. */
export const test = base.extend<{ leftPages: undefined }, { parley: Parley }>({
  // What a test leaves open would go on working beside all that come after it, until nothing is quick any more.
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

/** After everything that the journeys did, the log must still give the tables, row by row. */
export async function verifyLog(where: Readonly<Record<string, string>>): Promise<void> {
  const verification = runProgram(["dist/log-verify.mjs"], { ...unset, ...where });
  if ((await verification.exited) !== 0) throw new Error(verification.output());
}

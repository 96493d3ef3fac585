import { test as base } from "@playwright/test";
import { type Parley, startParley } from "./parley";

export { expect } from "@playwright/test";

/** Playwright's test with a Parley of the worker's own, not yet set up; `page.goto("/")` goes there. */
export const test = base.extend<object, { parley: Parley }>({
  parley: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are wanted from this pattern.
    async ({}, use) => {
      const parley = await startParley({ PARLEY_RATE_LIMITS: "off" });
      await use(parley);
      await parley.close();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ parley }, use) => use(parley.url),
});

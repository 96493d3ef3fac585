import { defineConfig } from "vitest/config";

/** `npm run trials` repeats what `npm test` does once. */
const isTrials = process.env.PARLEY_TRIALS === "on";
const patience = isTrials ? 100 : 1;
const postgres = ["test/support/postgres.ts"];

export default defineConfig({
  test: {
    projects: [
      project("domain"),
      project("server", { globalSetup: postgres }),
      project("contract", { globalSetup: postgres, provide: { contractHost: "here" } }),
      // The same API, where Next runs it alone.
      project("serverless", {
        globalSetup: postgres,
        provide: { contractHost: "next" },
        include: ["exactly-once", "idempotency", "rules", "trpc"].map((name) => `test/contract/${name}.test.ts`),
      }),
      // Builds earlier commits, which a checkout without history does not have.
      ...(isTrials ? [project("history")] : []),
    ],
  },
});

function project(name: string, options: object = {}) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.{ts,tsx}`],
      testTimeout: 30_000 * patience,
      hookTimeout: 60_000 * patience,
      ...options,
    },
  };
}

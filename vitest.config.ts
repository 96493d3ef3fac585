import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** `npm run trials` repeats what `npm test` does once. */
const patience = process.env.PARLEY_TRIALS === "on" ? 100 : 1;
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
    ],
  },
});

function project(name: string, options: object = {}) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.{ts,tsx}`],
      // The files of a worker share what they import: to evaluate it for each file took as much of the processor as the tests of most files.
      isolate: false,
      maxWorkers: availableParallelism(),
      testTimeout: 30_000 * patience,
      hookTimeout: 60_000 * patience,
      ...options,
    },
  };
}

import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** `npm run trials` repeats what `npm test` does once. */
const isTrials = process.env.PARLEY_TRIALS === "on";
const patience = isTrials ? 100 : 1;
const postgres = ["test/support/postgres.ts"];

export default defineConfig({
  test: {
    sequence: { sequencer: trialsFirst() },
    projects: [
      project("unit"),
      project("server", { globalSetup: postgres }),
      project("contract", { globalSetup: postgres, provide: { contractHost: "here" } }),
      // The same API, where Next runs it alone.
      project("serverless", {
        globalSetup: postgres,
        provide: { contractHost: "next" },
        include: ["exactly-once", "idempotency", "rules", "trpc"].map((name) => `test/contract/${name}.test.ts`),
      }),
      ...(isTrials || hasHistory() ? [project("history")] : []),
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

/** The tests of `history` build the commit before, which a checkout without history does not have. */
function hasHistory(): boolean {
  if (spawnSync("git", ["cat-file", "-e", "HEAD^"]).status === 0) return true;
  process.stdout.write("The build before this one is not tried: there is no history here.\n");
  return false;
}

/**
 * The tests that wait for programs come first, since the checks run beside them. The longest files of a project are among the
 * trials: begun last, they would leave one worker alone with them.
 */
const order = ["server", "history", "contract", "serverless", "unit"];

function trialsFirst() {
  return class TrialsFirst extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const sorted = await super.sort(files);
      const rank = ({ project, moduleId }: TestSpecification) =>
        order.indexOf(project.name) * 2 + (moduleId.includes(".trials.") ? 0 : 1);
      return sorted.sort((one, other) => rank(one) - rank(other));
    }
  };
}

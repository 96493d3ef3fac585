import { realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startVitest, type Vitest } from "vitest/node";
import { mutate } from "./mutate";

const runner = fileURLToPath(new URL("repeating-runner.ts", import.meta.url));

/** Ids of the mutants of these files that a rule test fails with. Throws when a test fails without any. */
export async function killedBy(tests: string, files: readonly string[]): Promise<Set<string>> {
  const fileAt = new Map(files.map((file) => [realpathSync(file), file]));
  const vitest = await startVitest(
    "test",
    [],
    {
      config: false,
      include: [join(tests, "**/*.rules.test.ts")],
      runner,
      // All of them in one process, which loads the sources once and remembers what earlier files have found.
      isolate: false,
      maxWorkers: 1,
      watch: false,
      testTimeout: 0,
      reporters: [["default", { summary: false }]],
    },
    {
      plugins: [
        {
          name: "mutants",
          enforce: "pre",
          transform(source, path) {
            const file = fileAt.get(path);
            return file === undefined ? null : { code: mutate(file, source).code, map: null };
          },
        },
      ],
    },
  );
  await vitest.close();
  return killedIn(vitest);
}

function killedIn({ state }: Vitest): Set<string> {
  const modules = state.getTestModules();
  if (modules.length === 0 || modules.some((module) => !module.ok())) throw new Error("The tests fail as they are.");
  return new Set(
    modules.flatMap((module) => [...module.children.allTests()].flatMap((test) => test.meta().killed ?? [])),
  );
}

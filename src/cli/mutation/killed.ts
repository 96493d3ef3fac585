import { realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startVitest, type Vitest } from "vitest/node";

const runner = fileURLToPath(new URL("repeating-runner.ts", import.meta.url));

/**
 * Ids of the mutants with which a rule test in this folder fails, given the code that holds them by file. Throws when a test
 * fails without any mutant.
 */
export async function killedBy(tests: string, codeOf: ReadonlyMap<string, string>): Promise<Set<string>> {
  const codeAt = new Map([...codeOf].map(([file, code]) => [realpathSync(file), code]));
  const vitest = await startVitest(
    "test",
    [],
    {
      config: false,
      include: [join(tests, "**/*.rules.test.ts")],
      runner,
      // All of them run in one process, which loads the sources once and remembers what earlier files have found.
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
          transform(_source, path) {
            const code = codeAt.get(path);
            return code === undefined ? null : { code, map: null };
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

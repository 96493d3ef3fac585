import { setMaxListeners } from "node:events";
import { type RunnerTestCase, type RunnerTestSuite, TestRunner } from "vitest";

declare global {
  /** Called by the code that `mutate` generates. */
  var isMutant: (id: string) => boolean;
}

declare module "vitest" {
  interface TaskMeta {
    /** Ids of the mutants that this test was the first to fail with. */
    killed?: readonly string[];
  }
}

/** The mutant that is active, and the mutants that the test has reached. */
let active: string | null = null;
let met = new Set<string>();
const killed = new Set<string>();

globalThis.isMutant = (id) => {
  met.add(id);
  return id === active;
};

/**
 * Runs each test unchanged, and then once more for every mutant that it reached and that no earlier test has failed with. A
 * mutant costs a run of the test, but no process.
 */
export default class RepeatingRunner extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    met = new Set();
    await TestRunner.getTestFn(test)();
    const ids = [...met].filter((id) => !killed.has(id));
    if (ids.length === 0) return;
    setMaxListeners(0, test.context.signal);
    if (!(await passesWith(null, test))) throw new Error("This test fails when it is run a second time.");
    const found: string[] = [];
    for (const id of ids) if (!(await passesWith(id, test))) found.push(id);
    for (const id of found) killed.add(id);
    test.meta.killed = found;
  }
}

async function passesWith(mutant: string | null, test: RunnerTestCase): Promise<boolean> {
  active = mutant;
  try {
    for (const suite of suitesOf(test))
      for (const hook of TestRunner.getSuiteHooks(suite).beforeEach) await hook(test.context, suite);
    await TestRunner.getTestFn(test)();
    return true;
  } catch {
    return false;
  } finally {
    active = null;
  }
}

/** The suites around a test, outermost first. */
function suitesOf({ file, suite }: RunnerTestCase): RunnerTestSuite[] {
  const inner: RunnerTestSuite[] = [];
  for (let current = suite; current; current = current.suite) inner.unshift(current);
  return [file, ...inner];
}

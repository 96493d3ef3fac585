import { ensureBrowser } from "./browser.mjs";
import { build, program, setUp } from "./setup.mjs";
import { endWithParent, fail, openly, StepError } from "./steps.mjs";
import { ensureTestPrograms } from "./test-programs.mjs";
import { helpIfAsked } from "./usages.mjs";

// Runs the tests of one project, after the set-up that they need: `test-project.mjs PROJECT ARGUMENT …`. The arguments go to the
// runner.
const vitest = (name) => [program("vitest/vitest.mjs"), "run", "--project", name];
const projects = {
  unit: { needs: [], command: vitest("unit") },
  server: { needs: [build, ensureTestPrograms], command: vitest("server") },
  contract: { needs: [], command: vitest("contract") },
  serverless: { needs: [build], command: vitest("serverless") },
  e2e: { needs: [build, ensureBrowser], command: [program("@playwright/test/cli.js"), "test"] },
};
const [, , name, ...args] = process.argv;

helpIfAsked("test-project", args);
endWithParent();
try {
  if (!Object.hasOwn(projects, name)) throw new StepError(`Give one of ${Object.keys(projects).join(", ")}.`);
  const { needs, command } = projects[name];
  await setUp();
  for (const need of needs) await need();
  process.exitCode = await openly(process.execPath, [...command, ...args]);
} catch (error) {
  fail(error);
}

import { ensureBrowser } from "./browser.mjs";
import { build, program, setUp } from "./setup.mjs";
import { endWithParent, fail, openly } from "./steps.mjs";
import { ensureTestPrograms } from "./test-programs.mjs";
import { helpIfAsked } from "./usages.mjs";

// Repeats what `npm test` does once: every file named `*.trials.test.ts` or `*.trials.spec.ts`. Words narrow it to the files that
// they name.
const words = process.argv.slice(2);
const env = { ...process.env, PARLEY_TRIALS: "on" };

helpIfAsked("trials", process.argv.slice(2));
endWithParent();
try {
  await setUp();
  await build();
  await ensureBrowser();
  await ensureTestPrograms();
  const names = words.length === 0 ? [".trials."] : words;
  const inNode = await openly(process.execPath, [program("vitest/vitest.mjs"), "run", "--passWithNoTests", ...names], {
    env,
  });
  const inBrowser = await openly(
    process.execPath,
    [program("@playwright/test/cli.js"), "test", "--pass-with-no-tests", ...names.map((name) => `${name}.*spec`)],
    { env },
  );
  process.exitCode = inNode === 0 && inBrowser === 0 ? 0 : 1;
} catch (error) {
  fail(error);
}
